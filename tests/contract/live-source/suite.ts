import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveSource, ProfileResult } from '#scraper/sources/live/source.ts';

/** What a network holds, whatever its kind: the truth that a source is compared with. */
export interface KnownNetwork {
  source: LiveSource;
  /** A topic that several public accounts name in their profile or posts. */
  topic: string;
  /** A public account that others follow or that follows others; in the form that `seeds` takes. */
  seed: string;
  /** Ids of accounts that may be read. */
  publicIds: readonly string[];
  /** An account whose owner opted out. */
  optedOutId: string;
  /** An id of the right form that no account has. */
  unknownId: string;
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
