import type { JsonClient } from '../http/json-client.ts';
import type { CandidatePage, DiscoverQuery, LiveSource } from '../source.ts';
import { SourceFault } from '../source-fault.ts';
import { isUsername, readProfiles } from './read-profiles.ts';

/** Accounts that are read together: each costs one request. */
const BATCH = 20;

export interface InstagramOptions {
  client: JsonClient;
  /** Id of the operator's own account. */
  account: string;
  /** Epoch milliseconds. */
  now?: () => number;
}

/**
 * Instagram by Business Discovery: professional accounts by their exact name. It has no search, no lists and no follows,
 * so a discovery offers the seeds themselves.
 */
export function createInstagramSource({ client, account, now = Date.now }: InstagramOptions): LiveSource {
  return {
    name: 'instagram',
    platform: 'instagram',
    batchSize: BATCH,
    discover: (query, cursor) => offerSeeds(query, cursor),
    profiles: (ids, signal, { minFollowers = 0 } = {}) =>
      readProfiles({ client, account, now, minFollowers, signal }, ids),
    close: () => client.close(),
  };
}

/** The cursor is the number of seeds that were offered. */
async function* offerSeeds({ seeds }: DiscoverQuery, cursor: string | null): AsyncGenerator<CandidatePage> {
  if (seeds.length === 0) {
    throw new SourceFault('invalid', 'instagram has no search: name accounts with seeds');
  }
  const names = [...new Set(seeds.map((seed) => seed.toLowerCase()))].filter(isUsername);
  for (let from = Number(cursor ?? 0); from < names.length; from += BATCH) {
    const candidates = names.slice(from, from + BATCH).map((name) => ({
      id: name,
      username: name,
      text: name,
      followers: null,
      via: 'list' as const,
    }));
    const next = from + BATCH;
    yield { candidates, cursor: next < names.length ? String(next) : null };
  }
}
