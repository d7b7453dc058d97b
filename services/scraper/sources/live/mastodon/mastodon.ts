import type { LiveSource } from '../source.ts';
import { discover } from './discover.ts';
import type { Instances } from './instances.ts';
import { readProfiles } from './read-profiles.ts';

/** Accounts that are read together. */
const BATCH = 20;

/**
 * Mastodon by its client API: https://docs.joinmastodon.org/client/intro/. Several instances are searched; an account
 * is read from its own. `now` in epoch milliseconds.
 */
export function createMastodonSource(instances: Instances, now: () => number = Date.now): LiveSource {
  return {
    name: 'mastodon',
    platform: 'mastodon',
    batchSize: BATCH,
    discover: (query, cursor, signal) => discover(instances, query, cursor, signal),
    profiles: (ids, signal, { minFollowers = 0 } = {}) =>
      readProfiles({ instances, now, minFollowers, signal }, ids),
    close: () => instances.close(),
  };
}
