import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeDocument } from './fixtures.ts';
import type { MakeIndex } from './make-index.ts';
import { findIds, withIndex } from './with-index.ts';

export function writingContract(name: string, makeIndex: MakeIndex): void {
  describe(`search index ${name}: writing`, () => {
    it('gives back a profile as it was written', () =>
      withIndex(makeIndex, [], async (index) => {
        const document = makeDocument({
          id: 'x:1',
          bio: '"quotes", emoji 🎬\nlines',
          followers: 9_007_199_254_740_991,
          engagement_rate: 0.1 + 0.2,
          topics: ['a', 'b'],
        });
        assert.deepEqual(await index.upsert([document]), [{ id: 'x:1', status: 'written' }]);
        await index.refresh();
        assert.deepEqual(await index.get('x:1'), document.profile);
        assert.equal(await index.get('x:2'), undefined);
      }));

    it('gives back the enrichment of a profile as it was written', () =>
      withIndex(makeIndex, [], async (index) => {
        const document = makeDocument({
          id: 'x:1',
          metrics_version: 2,
          growth: {
            ...{ rate: -0.1 / 3, from_followers: 30, to_followers: 29, window_days: 31, reason: null },
            ...{ from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
          },
          sponsored: {
            ...{ share: 1 / 3, likely_share: 2 / 3, sample_size: 12 },
            ...{ declared: 1, marked: 3, likely: 4, reason: null },
          },
          authenticity: {
            fired: [{ rule: 'follows_too_many', value: 61.5, limit: 50 }],
            checked: ['follows_too_many', 'inactive'],
          },
          topic_evidence: [{ topic: 'food', words: ['recipes', '料理'], posts: null }],
        });
        await index.upsert([document]);
        await index.refresh();
        assert.deepEqual(await index.get('x:1'), document.profile);
      }));

    it('answers every item in order and keeps the highest version', () =>
      withIndex(makeIndex, [makeDocument({ id: 'x:1', bio: 'second' }, 2)], async (index) => {
        const results = await index.upsert([
          makeDocument({ id: 'x:2', bio: 'other' }, 1),
          makeDocument({ id: 'x:1', bio: 'first' }, 1),
        ]);
        assert.deepEqual(results, [
          { id: 'x:2', status: 'written' },
          { id: 'x:1', status: 'stale' },
        ]);
        await index.refresh();
        assert.deepEqual(await findIds(index, 'second'), ['x:1']);
        assert.equal((await index.get('x:1'))?.bio, 'second');
        assert.equal(await index.count(), 2);
      }));

    it('overwrites with an equal and with a higher version', () =>
      withIndex(makeIndex, [makeDocument({ id: 'x:1', bio: 'alpha' }, 2)], async (index) => {
        await index.upsert([makeDocument({ id: 'x:1', bio: 'beta' }, 2)]);
        await index.refresh();
        assert.deepEqual(await findIds(index, 'beta'), ['x:1']);
        await index.upsert([makeDocument({ id: 'x:1', bio: 'gamma' }, 3)]);
        await index.refresh();
        assert.deepEqual(await findIds(index, 'beta'), []);
        assert.deepEqual(await findIds(index, 'gamma'), ['x:1']);
        assert.equal(await index.count(), 1);
      }));

    it('takes the last of several documents of one profile in a batch', () =>
      withIndex(makeIndex, [], async (index) => {
        await index.upsert([
          makeDocument({ id: 'x:1', bio: 'alpha' }, 1),
          makeDocument({ id: 'x:1', bio: 'beta' }, 2),
        ]);
        await index.refresh();
        assert.equal((await index.get('x:1'))?.bio, 'beta');
        assert.equal(await index.count(), 1);
      }));

    it('forgets what is deleted, and takes it again, also in a lower version', () =>
      withIndex(makeIndex, [makeDocument({ id: 'x:1', bio: 'alpha' }, 5)], async (index) => {
        await index.delete(['x:1', 'x:unknown']);
        await index.refresh();
        assert.equal(await index.get('x:1'), undefined);
        assert.deepEqual(await findIds(index, 'alpha'), []);
        assert.equal(await index.count(), 0);
        await index.upsert([makeDocument({ id: 'x:1', bio: 'alpha' }, 1)]);
        await index.refresh();
        assert.deepEqual(await findIds(index, 'alpha'), ['x:1']);
      }));

    it('answers the same after a scrub, without what was deleted before', () =>
      withIndex(
        makeIndex,
        [makeDocument({ id: 'x:1', bio: 'zanzibar' }), makeDocument({ id: 'x:2', bio: 'alpha' })],
        async (index) => {
          await index.delete(['x:1']);
          assert.equal(await index.scrub(), true);
          await index.refresh();
          assert.deepEqual(await findIds(index, 'zanzibar'), []);
          assert.deepEqual(await findIds(index, 'alpha'), ['x:2']);
          assert.deepEqual(await index.suggest('zanz', 5), []);
          await index.upsert([makeDocument({ id: 'x:3', bio: 'zanzibar' })]);
          await index.refresh();
          assert.deepEqual(await findIds(index, 'zanzibar'), ['x:3']);
          assert.deepEqual(await findIds(index, 'zanzibra'), ['x:3']);
        },
      ));

    it('refuses a document that it can never take without losing the others of the batch', () =>
      withIndex(makeIndex, [], async (index) => {
        const results = await index.upsert([
          makeDocument({ id: 'x:1' }, 1.5),
          makeDocument({ id: 'x:2', last_post_at: 'yesterday' }),
          makeDocument({ id: 'x:3' }),
        ]);
        assert.deepEqual(
          results.map((result) => [result.status, 'retryable' in result && result.retryable]),
          [
            ['failed', false],
            ['failed', false],
            ['written', false],
          ],
        );
        await index.refresh();
        assert.equal(await index.count(), 1);
      }));

    it('shows queries what was written between them', () =>
      withIndex(makeIndex, [], async (index) => {
        for (let round = 1; round <= 20; round++) {
          await index.upsert([makeDocument({ id: `x:${round}`, bio: 'steady' })]);
          if (round % 4 === 0) await index.delete([`x:${round - 1}`]);
          await index.refresh();
          assert.equal((await findIds(index, 'steady')).length, round - Math.floor(round / 4));
        }
      }));
  });
}
