import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { generateDocuments, makeDocument } from '../fixtures.ts';
import type { MakeIndex } from '../make-index.ts';
import { withIndex } from '../with-index.ts';
import { matchingProfiles } from './brute-force.ts';

export function scanningContract(name: string, makeIndex: MakeIndex): void {
  describe(`search index ${name}: scanning`, () => {
    it('gives every profile that matches, once, in the order of ids', () => {
      const documents = generateDocuments(1_200, 13);
      const profiles = documents.map(({ profile }) => profile);
      return withIndex(makeIndex, documents, async (index) => {
        for (const text of [
          '',
          'tech',
          'followers:>100',
          'chess -platform:x',
          'vegn',
          '(tech OR yoga) has:growth',
        ]) {
          const query = searchQuery({ text });
          const ids = await scanIds(index, query);
          if (text !== 'vegn')
            assert.deepEqual(
              ids,
              matchingProfiles(profiles, query)
                .map(({ id }) => id)
                .sort(),
              text,
            );
          assert.equal(ids.length, (await index.search(query)).total, text);
        }
      });
    });

    it('gives close spellings and most of the words where a search does', () =>
      withIndex(
        makeIndex,
        [makeDocument({ id: 'x:1', bio: 'photography' }), makeDocument({ id: 'x:2', bio: 'music' })],
        async (index) => {
          assert.deepEqual(await scanIds(index, searchQuery({ text: 'photograhpy' })), ['x:1']);
          assert.deepEqual(await scanIds(index, searchQuery({ text: 'music zebras' })), ['x:2']);
        },
      ));

    it('gives each profile once while profiles are written', () => {
      const documents = Array.from({ length: 2_100 }, (_, i) => makeDocument({ id: `x:${i}`, followers: i }));
      return withIndex(makeIndex, documents, async (index) => {
        const seen: string[] = [];
        for await (const batch of index.scan(searchQuery())) {
          seen.push(...batch.map((text) => (JSON.parse(text.toString()) as { id: string }).id));
          // Higher numbers move in every order but that of ids.
          await index.upsert([makeDocument({ id: `x:${seen.length}`, followers: 10 ** 8 }, 2)]);
        }
        assert.equal(seen.length, 2_100);
        assert.equal(new Set(seen).size, 2_100);
      });
    });

    it('can be left early and stopped', () =>
      withIndex(makeIndex, generateDocuments(1_500, 3), async (index) => {
        for await (const batch of index.scan(searchQuery())) {
          assert.ok(batch.length > 0 && batch.length <= 1_000, String(batch.length));
          break;
        }
        const stop = AbortSignal.abort();
        await assert.rejects(async () => {
          for await (const _ of index.scan(searchQuery(), stop));
        });
      }));
  });
}

async function scanIds(index: SearchIndex, query: SearchQuery): Promise<string[]> {
  const ids: string[] = [];
  for await (const batch of index.scan(query))
    ids.push(...batch.map((text) => (JSON.parse(text.toString()) as { id: string }).id));
  return ids;
}
