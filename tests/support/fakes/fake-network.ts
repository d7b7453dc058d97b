import { buildPosts } from '#scraper/reading/fields/posts.ts';
import type { Absence, LiveSource } from '#scraper/sources/live/source.ts';

/** A network in memory at the edge of the process: accounts `a0`, `a1`, … on pages, with what was asked of it. */
export interface FakeNetwork {
  source: LiveSource;
  /** Cursors of the pages and ids of the accounts that were asked for, in order. */
  readonly asked: { pages: (string | null)[]; ids: string[] };
  /** Called before each answer; throws to let it fail. */
  beforeAnswer: (what: string) => void | Promise<void>;
  /** When each account posted last, epoch milliseconds; `null` for never. */
  lastPostAt: () => number | null;
  /** Accounts that are not there any more, by id. */
  readonly absent: Map<string, Absence>;
  /** Handles of accounts that have another than their id. */
  readonly names: Map<string, string>;
}

const PAGE = 10;

/** `fetchedAt`: when each account is read, epoch milliseconds. */
export function createFakeNetwork(accounts: number, fetchedAt: number | (() => number)): FakeNetwork {
  const readAt = typeof fetchedAt === 'number' ? () => fetchedAt : fetchedAt;
  const asked: FakeNetwork['asked'] = { pages: [], ids: [] };
  const absent = new Map<string, Absence>();
  const names = new Map<string, string>();
  const network: FakeNetwork = {
    asked,
    absent,
    names,
    beforeAnswer: () => {},
    lastPostAt: () => null,
    source: undefined as never,
  };
  network.source = {
    name: 'bluesky',
    platform: 'bluesky',
    batchSize: PAGE,
    async *discover(_query, cursor, signal) {
      for (let from = Number(cursor ?? 0); from < accounts; from += PAGE) {
        signal.throwIfAborted();
        asked.pages.push(from === 0 ? null : String(from));
        await network.beforeAnswer(`page ${from}`);
        const ids = Array.from({ length: Math.min(PAGE, accounts - from) }, (_, index) => `a${from + index}`);
        const next = from + PAGE;
        yield {
          candidates: ids.map((id) => ({ id, username: id, text: 'vegan', followers: null, via: 'profile' })),
          cursor: next < accounts ? String(next) : null,
        };
      }
    },
    async *profiles(ids, signal, { minFollowers = 0 } = {}) {
      signal.throwIfAborted();
      asked.ids.push(...ids);
      await network.beforeAnswer(`profiles ${ids[0]}`);
      for (const id of ids) {
        const followers = 100 * (Number(id.slice(1)) + 1);
        const absence = absent.get(id);
        if (absence !== undefined) yield { id, absent: absence };
        else if (followers < minFollowers) yield { id, absent: 'few_followers' };
        else
          yield {
            id,
            reading: readingOf(id, names.get(id) ?? id, followers, readAt(), network.lastPostAt()),
          };
      }
    },
    close: async () => {},
  };
  return network;
}

function readingOf(
  id: string,
  username: string,
  followers: number,
  fetchedAt: number,
  lastPostAt: number | null,
) {
  const posts =
    lastPostAt === null ? [] : buildPosts([{ id: `${id}/p`, publishedAt: lastPostAt, likes: 1 }], fetchedAt);
  return {
    source: 'bluesky',
    platform: 'bluesky' as const,
    native_id: id,
    username,
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: null,
      followers,
      following: null,
      posts_count: null,
      category: null,
      bio: 'vegan',
      verified: null,
      language: null,
      country: null,
      url: null,
      likes_hidden: false,
    },
    avatar: null,
    posts,
    history: [],
  };
}
