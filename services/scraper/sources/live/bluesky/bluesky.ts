import type { JsonClient } from '../http/json-client.ts';
import type { LiveSource } from '../source.ts';
import { discover } from './discover.ts';
import { MAX_ACTORS, readProfiles } from './read-profiles.ts';

/**
 * Bluesky by its public AppView: https://docs.bsky.app/docs/category/http-reference. No key. `client` asks below the
 * `xrpc/` path. Replies are not read: they are part of other people's conversations. `now` in epoch milliseconds.
 */
export function createBlueskySource(client: JsonClient, now: () => number = Date.now): LiveSource {
  return {
    name: 'bluesky',
    platform: 'bluesky',
    batchSize: MAX_ACTORS,
    discover: (query, cursor, signal) => discover(client, query, cursor, signal),
    profiles: (ids, signal, { minFollowers = 0, etags } = {}) =>
      readProfiles({ client, now, minFollowers, etags, signal }, ids),
    close: () => client.close(),
  };
}
