import type { LiveSource } from '../source.ts';
import type { GitHubClients } from './clients.ts';
import { discover } from './discover.ts';
import { readProfiles } from './read-profiles.ts';

/** Accounts that are read together. */
const BATCH = 20;

/**
 * GitHub by its REST API. The posts of an account are its own repositories, and stars are its likes. `now` in epoch
 * milliseconds.
 */
export function createGitHubSource(clients: GitHubClients, now: () => number = Date.now): LiveSource {
  return {
    name: 'github',
    platform: 'github',
    batchSize: BATCH,
    discover: (query, cursor, signal) => discover(clients, query, cursor, signal),
    profiles: (ids, signal, { minFollowers = 0 } = {}) =>
      readProfiles({ client: clients.core, now, minFollowers, signal }, ids),
    async close() {
      await Promise.all([clients.core.close(), clients.search.close()]);
    },
  };
}
