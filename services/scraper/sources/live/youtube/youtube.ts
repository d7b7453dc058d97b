import type { JsonClient } from '../http/json-client.ts';
import type { LiveSource } from '../source.ts';
import { discover } from './discover.ts';
import { MAX_IDS, readProfiles } from './read-profiles.ts';

/** YouTube by its Data API: https://developers.google.com/youtube/v3. `now` in epoch milliseconds. */
export function createYouTubeSource(client: JsonClient, now: () => number = Date.now): LiveSource {
  return {
    name: 'youtube',
    platform: 'youtube',
    batchSize: MAX_IDS,
    discover: (query, cursor, signal) => discover(client, query, cursor, signal),
    profiles: (ids, signal, { minFollowers = 0 } = {}) =>
      readProfiles({ client, now, minFollowers, signal }, ids),
    close: () => client.close(),
  };
}
