import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldText } from '#adapters/search/analysis/fold.ts';
import type { StoredField } from '#contract/query/complete-query.ts';
import { generateDocuments, makeDocument } from '../fixtures.ts';
import type { MakeIndex } from '../make-index.ts';
import { withIndex } from '../with-index.ts';
import { countBy } from './brute-force.ts';

export function suggestingContract(name: string, makeIndex: MakeIndex): void {
  const documents = [
    makeDocument({ id: 'x:1', username: 'photo.anna', bio: 'photography', followers: 10 }),
    makeDocument({ id: 'x:2', username: 'photobob', bio: 'photography and photons', followers: 9_000 }),
    makeDocument({ id: 'x:3', username: 'carla', bio: 'cooking', followers: 100_000 }),
  ];

  describe(`search index ${name}: suggesting`, () => {
    it('completes words and handles, the frequent and the followed first', () =>
      withIndex(makeIndex, documents, async (index) => {
        const suggestions = await index.suggest('Phot', 10);
        const order = (...wanted: string[]) =>
          assert.deepEqual(
            suggestions.filter((suggestion) => wanted.includes(suggestion)),
            wanted,
          );
        order('photography', 'photons');
        order('photobob', 'photo.anna');
        assert.ok(!suggestions.includes('carla'));
        assert.equal(new Set(suggestions).size, suggestions.length);
      }));

    it('respects the limit, and returns nothing for an empty query', () =>
      withIndex(makeIndex, documents, async (index) => {
        assert.equal((await index.suggest('photo', 2)).length, 2);
        for (const prefix of ['', '  ', '"', 'zzz']) assert.deepEqual(await index.suggest(prefix, 5), []);
      }));

    it('forgets the words and handles of deleted profiles', () =>
      withIndex(makeIndex, documents, async (index) => {
        await index.delete(['x:3']);
        await index.refresh();
        assert.deepEqual(await index.suggest('c', 5), []);
      }));

    it('lists the values of a field, most frequent first, by their beginning', () => {
      const documents = generateDocuments(300, 17);
      const profiles = documents.map(({ profile }) => profile);
      const fold = (text: string) => foldText(text).trim();
      return withIndex(makeIndex, documents, async (index) => {
        const cases: [StoredField, string, (string | null)[]][] = [
          ['category', '', profiles.map(({ category }) => category)],
          ['category', 'caf', profiles.map(({ category }) => category)],
          ['source', 'b', profiles.map(({ source }) => source)],
          ['topic', '', profiles.flatMap(({ topics }) => [...new Set(topics)])],
          ['topic', 'street f', profiles.flatMap(({ topics }) => [...new Set(topics)])],
          ['topic', 'c++', profiles.flatMap(({ topics }) => [...new Set(topics)])],
        ];
        for (const [field, prefix, values] of cases) {
          const folded = values.map((value) => (value === null ? null : fold(value)));
          const expected = countBy(folded.filter((value) => value?.startsWith(prefix) ?? false)).slice(0, 3);
          const found = await index.values(field, prefix, 3);
          const actual = found.map(({ value, count }) => ({ value: fold(value), count }));
          assert.deepEqual(actual, expected, `${field}:${prefix}`);
        }
        const languages = await index.values('language', 'pt', 5);
        const spoken = profiles.filter(({ language }) => language?.startsWith('pt')).length;
        assert.deepEqual(languages[0], { value: 'pt', count: spoken });
        assert.ok((await index.values('country', 'ber', 5)).some(({ value }) => value === 'berlin, germany'));
      });
    });
  });
}
