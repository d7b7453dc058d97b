import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchIndex, SearchPage } from '#ports/search-index.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { HashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import type { QueryFacts } from '#tests/support/search-query.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { makeDocument } from '../fixtures.ts';

/** An index whose documents get vectors from the encoder. */
export type MakeMeaningIndex = (encoder: HashedEncoder) => Promise<{
  index: SearchIndex;
  /** The same documents, opened again with another encoder. */
  reopen(encoder: HashedEncoder): Promise<SearchIndex>;
  dispose(): Promise<void>;
}>;

const DOCUMENTS = [
  makeDocument({ id: 'x:baker', bio: 'vegan baker', followers: 900, language: 'en' }),
  makeDocument({ id: 'x:pastry', bio: 'vegan pastry', followers: 50, language: 'en', country: 'DE' }),
  makeDocument({
    id: 'x:panadero',
    bio: 'panadero vegan',
    followers: 70,
    platform: 'tiktok',
    language: 'es',
  }),
  makeDocument({ id: 'x:gym', bio: 'gym and workout', followers: 10, language: 'en' }),
  makeDocument({ id: 'x:vegan', bio: 'vegan', followers: 20, language: 'pt' }),
  makeDocument({ id: 'x:polski', bio: 'pastry vegan', followers: 30, language: 'cy' }),
];

const asked = (text: string, facts: QueryFacts = {}) => searchQuery({ text, meaning: text, ...facts });
const idsOf = ({ data }: SearchPage) => data.map(({ id }) => id);

/** Every index that searches by meaning must do this. */
export function meaningContract(name: string, makeIndex: MakeMeaningIndex): void {
  const withIndex = async (
    work: (
      index: SearchIndex,
      more: { encoder: HashedEncoder; made: Awaited<ReturnType<MakeMeaningIndex>> },
    ) => Promise<void>,
  ) => {
    const encoder = createHashedEncoder();
    const made = await makeIndex(encoder);
    try {
      await made.index.upsert(DOCUMENTS);
      await made.index.refresh();
      await findsByMeaning(made.index, ['x:panadero', 'x:pastry']);
      await work(made.index, { encoder, made });
    } finally {
      await made.dispose();
    }
  };
  const findsByMeaning = (index: SearchIndex, ids: readonly string[], query = asked('vegan baker')) =>
    eventually(async () => assert.deepEqual(((await index.search(query)).byMeaning ?? []).toSorted(), ids), {
      timeoutMs: 60_000,
    });

  describe(`search index ${name}: meaning`, () => {
    it('finds profiles that say the same in other words, and says which', () =>
      withIndex(async (index) => {
        const page = await index.search(asked('vegan baker'));
        assert.equal(page.data[0]?.id, 'x:baker', 'words and meaning together come first');
        assert.deepEqual(idsOf(page).toSorted(), ['x:baker', 'x:panadero', 'x:pastry']);
        assert.deepEqual([page.total, page.matched], [3, 'exact']);
      }));

    it('keeps the profiles with a frequent word before those that only mean it', () =>
      withIndex(async (index) => {
        const other =
          'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';
        const bakers = Array.from({ length: 12 }, (_, at) =>
          makeDocument({ id: `x:b${at}`, bio: `baker ${other} number${at}`, language: 'en' }),
        );
        await index.upsert(bakers);
        await index.refresh();
        const query = asked('baker', { limit: 50 });
        await eventually(async () => {
          const ids = idsOf(await index.search(query));
          const first = ids.slice(0, 13).toSorted();
          assert.deepEqual(first, ['x:baker', ...bakers.map(({ profile }) => profile.id)].toSorted());
          assert.deepEqual(ids.slice(13).toSorted(), ['x:panadero', 'x:pastry']);
        });
        const pages = [];
        for (let cursor: string | null = null, at = 0; at < 20; at++) {
          const page: SearchPage = await index.search(asked('baker', { limit: 4, cursor }));
          pages.push(...idsOf(page));
          cursor = page.next;
          if (cursor === null) break;
        }
        assert.deepEqual(pages, idsOf(await index.search(query)), 'a cursor leads through the same order');
      }));

    it('searches by words alone when no meaning is asked for, or another order', () =>
      withIndex(async (index) => {
        for (const query of [
          searchQuery({ text: 'vegan baker' }),
          asked('vegan baker', { sort: 'followers' }),
        ]) {
          const page = await index.search(query);
          assert.deepEqual([idsOf(page), page.byMeaning], [['x:baker'], null]);
        }
      }));

    it('applies filters, exclusions and phrases to what meaning finds', () =>
      withIndex(async (index) => {
        const found = async (text: string) =>
          (await index.search(searchQuery({ text, meaning: 'vegan baker' }))).byMeaning;
        assert.deepEqual(await found('vegan baker platform:tiktok'), ['x:panadero']);
        assert.deepEqual(await found('vegan baker -pastry'), ['x:panadero']);
        assert.deepEqual(await found('vegan baker followers:<60'), ['x:pastry']);
        assert.deepEqual(await found('baker "vegan pastry"'), ['x:pastry']);
        assert.deepEqual(await found('vegan baker country:FR'), []);
      }));

    it('counts results by meaning in total and facets', () =>
      withIndex(async (index) => {
        const page = await index.search(asked('vegan baker', { facets: true }));
        assert.deepEqual(page.facets?.platform, [
          { value: 'github', count: 2 },
          { value: 'tiktok', count: 1 },
        ]);
      }));

    it('goes through all results once, page by page', () =>
      withIndex(async (index) => {
        const whole = idsOf(await index.search(asked('vegan baker')));
        const seen: string[] = [];
        for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
          const page: SearchPage = await index.search(asked('vegan baker', { limit: 1, cursor }));
          seen.push(...idsOf(page));
          cursor = page.next;
        }
        assert.deepEqual(seen, whole);
      }));

    it('orders results by meaning for a text without a searchable word', () =>
      withIndex(async (index) => {
        const query = asked('\u0640\u0640', { meaning: 'gym workout vegan baker' });
        const page = await index.search(query);
        assert.deepEqual([page.data[0]?.id, page.total], ['x:gym', 4]);
        assert.deepEqual(page.byMeaning, idsOf(page));
        const first = await index.search({ ...query, limit: 1 });
        const second = await index.search({ ...query, limit: 1, cursor: first.next });
        assert.deepEqual([...idsOf(first), ...idsOf(second)], idsOf(page).slice(0, 2));
      }));

    it('lists the profiles that are closest in meaning to one, under filters that its words may be part of', () =>
      withIndex(async (index) => {
        const like = async (id: string, text = '') => {
          const { profile } = DOCUMENTS.find((one) => one.profile.id === id) ?? {};
          assert.ok(profile);
          const page = await index.search(searchQuery({ text, like: profile }));
          assert.deepEqual(page.byMeaning, idsOf(page));
          assert.equal(page.total, page.data.length);
          return idsOf(page).toSorted();
        };
        assert.deepEqual(await like('x:pastry'), ['x:baker', 'x:panadero', 'x:pastry']);
        assert.deepEqual(await like('x:gym'), ['x:gym']);
        assert.deepEqual(await like('x:pastry', 'platform:tiktok'), ['x:panadero']);
        assert.deepEqual(await like('x:pastry', 'baker'), ['x:baker']);
        assert.deepEqual(await like('x:pastry', '-baker'), ['x:panadero', 'x:pastry']);
      }));

    it('lists none that are close to a profile in a language that the model does not know', () =>
      withIndex(async (index) => {
        const { profile } = makeDocument({ id: 'x:baker', bio: 'vegan baker', language: 'cy' });
        const page = await index.search(searchQuery({ like: profile }));
        assert.deepEqual([idsOf(page), page.total], [[], 0]);
      }));

    it('keeps a whole handle first', () =>
      withIndex(async (index) => {
        assert.equal(idsOf(await index.search(asked('gym')))[0], 'x:gym');
        assert.equal(idsOf(await index.search(asked('pastry', { meaning: 'vegan baker' })))[0], 'x:pastry');
      }));

    it('does not find what was deleted, and embeds a text again when it changes', () =>
      withIndex(async (index) => {
        await index.delete(['x:pastry']);
        await index.upsert([makeDocument({ id: 'x:panadero', bio: 'gym', platform: 'tiktok' }, 2)]);
        await index.upsert([makeDocument({ id: 'x:new', bio: 'vegan pastry shop' })]);
        await index.refresh();
        await findsByMeaning(index, ['x:new']);
      }));

    it('embeds a text once, also when the profile is written again or the index is opened again', () =>
      withIndex(async (index, { encoder, made }) => {
        const isDocument = (text: string) => text !== 'vegan baker';
        const before = encoder.encoded.filter(isDocument).length;
        await index.upsert(
          DOCUMENTS.map(({ profile }) => ({ profile: { ...profile, followers: 5 }, version: 2 })),
        );
        await index.upsert([makeDocument({ id: 'x:last', bio: 'vegan pastry shop' })]);
        await index.refresh();
        await findsByMeaning(index, ['x:last', 'x:panadero', 'x:pastry']);
        assert.deepEqual(encoder.encoded.filter(isDocument).slice(before), ['vegan pastry shop']);
        const again = createHashedEncoder();
        const opened = await made.reopen(again);
        await opened.ping();
        await opened.upsert([makeDocument({ id: 'x:newer', bio: 'pastry shop, vegan' })]);
        await opened.refresh();
        await findsByMeaning(opened, ['x:last', 'x:newer', 'x:panadero', 'x:pastry']);
        assert.deepEqual(again.encoded.filter(isDocument), ['pastry shop, vegan']);
      }));

    it('embeds everything again for another model', () =>
      withIndex(async (_index, { made }) => {
        const other = createHashedEncoder('hashed-words-2');
        const opened = await made.reopen(other);
        await opened.ping();
        await findsByMeaning(opened, ['x:panadero', 'x:pastry']);
      }));

    it('keeps meaning through a rebuild', () =>
      withIndex(async (index) => {
        await index.rebuild(batches(DOCUMENTS.filter(({ profile }) => profile.id !== 'x:pastry')));
        await findsByMeaning(index, ['x:panadero']);
      }));
  });
}

async function* batches<T>(documents: readonly T[]): AsyncIterable<readonly T[]> {
  yield documents;
}
