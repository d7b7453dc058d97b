import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeDocument } from './fixtures.ts';
import type { MakeIndex } from './make-index.ts';
import { withIndex } from './with-index.ts';

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

    it('keeps to the limit and answers nothing to nothing', () =>
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
  });
}
