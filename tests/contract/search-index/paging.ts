import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SORTS } from '#contract/limits.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { generateDocuments, makeDocument } from './fixtures.ts';
import type { MakeIndex } from './make-index.ts';
import { withIndex } from './with-index.ts';

export function pagingContract(name: string, makeIndex: MakeIndex): void {
  describe(`search index ${name}: paging`, () => {
    it('goes through all results without gaps or doubles, for every order', () =>
      withIndex(makeIndex, generateDocuments(300, 9), async (index) => {
        for (const sort of SORTS) {
          for (const text of ['', 'tech', 'chess tec']) {
            const query = searchQuery({ sort, text, limit: 7 });
            const whole = await index.search({ ...query, limit: 1_000 });
            assert.deepEqual(
              await collectIds(index, query),
              whole.data.map(({ id }) => id),
              `${sort} "${text}"`,
            );
            assert.equal(whole.data.length, whole.total);
          }
        }
      }));

    it('ends with null also when the last page is full', () =>
      withIndex(makeIndex, generateDocuments(20, 1), async (index) => {
        const page = await index.search(searchQuery({ limit: 20 }));
        assert.equal(page.data.length, 20);
        assert.equal(page.next, null);
      }));

    it('ends at the paging depth while the total counts all', () => {
      const documents = Array.from({ length: 10_050 }, (_, i) => makeDocument({ id: `x:${i}` }));
      return withIndex(makeIndex, documents, async (index) => {
        const query = searchQuery({ sort: 'followers', limit: 3_000 });
        const ids = await collectIds(index, query);
        assert.equal(ids.length, 10_000);
        assert.equal(new Set(ids).size, 10_000);
        assert.equal((await index.search(query)).total, 10_050);
      });
    });

    it('refuses a cursor of another query, and one that is none', () =>
      withIndex(makeIndex, generateDocuments(30, 2), async (index) => {
        const query = searchQuery({ sort: 'followers', limit: 5 });
        const { next } = await index.search(query);
        assert.ok(next);
        const others: SearchQuery[] = [
          { ...query, cursor: next, sort: 'recent' },
          searchQuery({ sort: 'followers', limit: 5, cursor: next, text: 'tech' }),
          searchQuery({ ...query, cursor: next, platforms: ['x'] }),
          searchQuery({ ...query, cursor: next, followers: { min: 1 } }),
          { ...query, cursor: 'nonsense' },
          { ...query, cursor: Buffer.from('[1,2,3]').toString('base64url') },
          { ...query, cursor: '' },
        ];
        for (const other of others) {
          await assert.rejects(index.search(other), { name: 'InvalidRequestError', code: 'invalid_cursor' });
        }
        assert.equal((await index.search({ ...query, cursor: next, limit: 3, facets: true })).data.length, 3);
      }));
  });
}

async function collectIds(index: SearchIndex, query: SearchQuery): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await index.search({ ...query, cursor });
    ids.push(...page.data.map(({ id }) => id));
    if (page.next === null) return ids;
    cursor = page.next;
  }
}
