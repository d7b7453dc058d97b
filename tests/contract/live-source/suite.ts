import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveSource, ProfileResult } from '#scraper/sources/live/source.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';

/** What a network holds, whatever its kind: the truth that a source is compared with. */
export interface KnownNetwork {
  source: LiveSource;
  /** A topic that several public accounts name in their profile or posts; `null` where the network has no search. */
  topic: string | null;
  /** A public account that others follow or that follows others; in the form that `seeds` takes. */
  seed: string;
  /** Ids of accounts that may be read. */
  publicIds: readonly string[];
  /** An account whose owner opted out; `null` where the network has no such mark. */
  optedOutId: string | null;
  /** An id of the right form that no account has. */
  unknownId: string;
  /** What a network made for tests holds of everything that goes wrong. Absent for a real server. */
  pitfalls?: Pitfalls;
}

/** Pages of such a network are short, the second one is empty, and the third repeats accounts of the first. */
export interface Pitfalls {
  /** Every account that `topic`, or else `seed`, leads to. */
  foundIds: readonly string[];
  /** Deleted or suspended accounts. */
  goneIds: readonly string[];
  /** An account under its former name, and what comes of it: its name now, or why there is none. */
  renamed: { id: string; username: string | 'gone' | 'moved' };
  /** Accounts with posts whose likes are hidden. */
  hiddenLikesId: string | null;
  /** An account that never posted. */
  silentId: string;
  /** Ids of the posts that may be counted of an account, newest first, as many as the source reads at least. */
  ownPosts: { id: string; postIds: readonly string[] };
}

/** What every live source promises: `services/scraper/sources/live/source.ts`. */
export function liveSourceContract(
  name: string,
  skip: string | false,
  open: () => Promise<KnownNetwork & { dispose(): Promise<void> }>,
): void {
  describe(`live source: ${name}`, { skip }, () => {
    const withNetwork = (test: (network: KnownNetwork) => Promise<void>) => async () => {
      const network = await open();
      try {
        await test(network);
      } finally {
        await network.dispose();
      }
    };
    const signal = AbortSignal.timeout(120_000);

    it(
      'finds accounts by topic, and continues after any page',
      withNetwork(async ({ source, topic }) => {
        if (topic === null) {
          await assert.rejects(
            Array.fromAsync(source.discover({ topic: 'food', seeds: [] }, null, signal)),
            (error) => error instanceof SourceFault && error.kind === 'invalid',
          );
          return;
        }
        const pages = await Array.fromAsync(source.discover({ topic, seeds: [] }, null, signal));
        const ids = pages.map(({ candidates }) => candidates.map(({ id }) => id));
        assert.ok(new Set(ids.flat()).size > 1);
        assert.equal(pages.at(-1)?.cursor, null);
        const resumeAfter = Math.floor((pages.length - 1) / 2);
        const cursor = pages[resumeAfter]?.cursor;
        assert.ok(cursor);
        const rest = await Array.fromAsync(source.discover({ topic, seeds: [] }, cursor, signal));
        assert.deepEqual(
          rest.map(({ candidates }) => candidates.map(({ id }) => id)),
          ids.slice(resumeAfter + 1),
        );
      }),
    );

    it(
      'finds accounts around a seed',
      withNetwork(async ({ source, seed }) => {
        const pages = await Array.fromAsync(source.discover({ topic: null, seeds: [seed] }, null, signal));
        assert.ok(pages.some(({ candidates }) => candidates.length > 0));
      }),
    );

    it(
      'never offers an account that opted out, and says so when it is asked for',
      withNetwork(async ({ source, topic, seed, optedOutId }) => {
        for await (const { candidates } of source.discover({ topic, seeds: [seed] }, null, signal)) {
          assert.ok(!candidates.some(({ id }) => id === optedOutId));
        }
        if (optedOutId === null) return;
        assert.deepEqual(await read(source, [optedOutId]), [{ id: optedOutId, absent: 'opted_out' }]);
      }),
    );

    it(
      'answers once for each distinct account, also for one that is not there',
      withNetwork(async ({ source, publicIds, unknownId }) => {
        const asked = [...publicIds, unknownId, ...publicIds];
        const results = await read(source, asked);
        assert.deepEqual(results.map(({ id }) => id).sort(), [...new Set(asked)].sort());
        for (const result of results) {
          if (result.id === unknownId) assert.ok('absent' in result && result.absent === 'gone');
          else assert.ok('reading' in result && result.reading.source === source.name);
        }
      }),
    );

    it(
      'finds everything behind short, empty and repeating pages',
      withNetwork(async ({ source, topic, seed, pitfalls }) => {
        if (pitfalls === undefined) return;
        const query = topic === null ? { topic, seeds: pitfalls.foundIds } : { topic, seeds: [seed] };
        const pages = await Array.fromAsync(source.discover(query, null, signal));
        const found = new Set(pages.flatMap(({ candidates }) => candidates.map(({ id }) => id)));
        assert.deepEqual(
          pitfalls.foundIds.filter((id) => !found.has(id)),
          [],
        );
        assert.equal(pages.at(-1)?.cursor, null);
      }),
    );

    it(
      'says that deleted and suspended accounts are gone, and follows a renamed one where it can',
      withNetwork(async ({ source, pitfalls }) => {
        if (pitfalls === undefined) return;
        const { goneIds, renamed } = pitfalls;
        const results = new Map((await read(source, [...goneIds, renamed.id])).map((one) => [one.id, one]));
        for (const id of goneIds) assert.deepEqual(results.get(id), { id, absent: 'gone' });
        const result = results.get(renamed.id);
        assert.ok(result !== undefined);
        if ('absent' in result) assert.equal(result.absent, renamed.username);
        else assert.equal(result.reading.username, renamed.username);
      }),
    );

    it(
      'reads an account without posts, and knows hidden likes from none',
      withNetwork(async ({ source, pitfalls }) => {
        if (pitfalls === undefined) return;
        const { silentId, hiddenLikesId } = pitfalls;
        const [silent] = await read(source, [silentId]);
        assert.ok(silent !== undefined && 'reading' in silent);
        assert.deepEqual(silent.reading.posts, []);
        if (hiddenLikesId === null) return;
        const [hidden] = await read(source, [hiddenLikesId]);
        assert.ok(hidden !== undefined && 'reading' in hidden && hidden.reading.posts.length > 0);
        assert.ok(hidden.reading.posts.every(({ likes }) => likes === null));
      }),
    );

    it(
      'counts own public posts only, each once, from pages of any length',
      withNetwork(async ({ source, pitfalls }) => {
        if (pitfalls === undefined) return;
        const { id, postIds } = pitfalls.ownPosts;
        const [result] = await read(source, [id]);
        assert.ok(result !== undefined && 'reading' in result);
        const ids = result.reading.posts.map((post) => post.id);
        assert.deepEqual(ids.slice(0, postIds.length), postIds);
        assert.equal(new Set(ids).size, ids.length);
      }),
    );

    it(
      'ends with the reason of the signal',
      withNetwork(async ({ source, publicIds }) => {
        const reason = new Error('stopped by the test');
        await assert.rejects(
          Array.fromAsync(source.profiles(publicIds, AbortSignal.abort(reason))),
          (error) => error === reason,
        );
      }),
    );
  });

  const read = (source: LiveSource, ids: readonly string[]): Promise<ProfileResult[]> =>
    Array.fromAsync(source.profiles(ids, AbortSignal.timeout(120_000)));
}
