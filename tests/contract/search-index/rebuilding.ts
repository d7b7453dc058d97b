import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchDocument } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { generateDocuments, makeDocument } from './fixtures.ts';
import type { MakeIndex } from './make-index.ts';
import { findIds, withIndex } from './with-index.ts';

export function rebuildingContract(name: string, makeIndex: MakeIndex): void {
  describe(`search index ${name}: rebuilding`, () => {
    it('replaces the index with exactly the documents given', () =>
      withIndex(makeIndex, generateDocuments(50, 1), async (index) => {
        const documents = generateDocuments(80, 2);
        assert.equal(await index.rebuild(inBatches(documents, 30)), 80);
        const { total } = await index.search(searchQuery());
        assert.equal(total, 80);
        assert.deepEqual(await index.get(documents[3]?.profile.id ?? ''), documents[3]?.profile);
      }));

    it('answers from the old index meanwhile and keeps what is written meanwhile', () => {
      const old = Array.from({ length: 40 }, (_, i) => makeDocument({ id: `x:${i}`, bio: 'old' }, 5));
      return withIndex(makeIndex, old, async (index) => {
        async function* source() {
          yield old.slice(0, 20);
          await index.delete(['x:1', 'x:30']);
          await index.upsert([
            makeDocument({ id: 'x:2', bio: 'updated' }, 6),
            makeDocument({ id: 'x:31', bio: 'updated' }, 6),
            makeDocument({ id: 'x:new', bio: 'added' }),
          ]);
          await index.delete(['x:3']);
          await index.upsert([makeDocument({ id: 'x:3', bio: 'again' }, 1)]);
          await index.refresh();
          assert.equal(await index.count(), 39);
          assert.deepEqual(await findIds(index, 'added'), ['x:new']);
          yield old.slice(20);
        }
        await index.rebuild(source());
        assert.equal(await index.count(), 39);
        assert.deepEqual((await findIds(index, 'updated')).sort(), ['x:2', 'x:31']);
        assert.deepEqual(await findIds(index, 'added'), ['x:new']);
        assert.deepEqual(await findIds(index, 'again'), ['x:3']);
        assert.equal(await index.get('x:1'), undefined);
        assert.equal(await index.get('x:30'), undefined);
        assert.equal((await findIds(index, 'old')).length, 35);
      });
    });

    it('holds up under queries and writes made at the same time', () =>
      withIndex(makeIndex, generateDocuments(200, 1), async (index) => {
        const documents = generateDocuments(400, 1);
        let rebuilding = true;
        const started = Promise.withResolvers<void>();
        async function* source() {
          started.resolve();
          yield* inBatches(documents, 20);
        }
        const rebuild = index.rebuild(source()).finally(() => {
          rebuilding = false;
        });
        // What was written before has to be among the documents.
        await started.promise;
        let written = 0;
        while (rebuilding) {
          const page = await index.search(searchQuery({ text: 'tech', limit: 5 }));
          assert.ok(page.total > 0);
          await index.upsert([makeDocument({ id: `new:${written++}`, bio: 'meanwhile' })]);
        }
        await rebuild;
        await index.refresh();
        assert.equal(await index.count(), 400 + written);
        assert.equal((await index.search(searchQuery({ text: 'meanwhile' }))).total, written);
      }));

    it('leaves the index as it was when the source fails or the caller gives up', () =>
      withIndex(makeIndex, generateDocuments(30, 1), async (index) => {
        async function* broken(): AsyncGenerator<SearchDocument[]> {
          yield generateDocuments(5, 2);
          throw new Error('the source failed');
        }
        await assert.rejects(index.rebuild(broken()), /the source failed/);
        const controller = new AbortController();
        async function* endless() {
          yield generateDocuments(5, 2);
          controller.abort();
          yield generateDocuments(5, 3);
        }
        await assert.rejects(index.rebuild(endless(), controller.signal), { name: 'AbortError' });
        assert.equal(await index.count(), 30);
        assert.equal(await index.rebuild(inBatches(generateDocuments(7, 4), 3)), 7);
      }));
  });
}

async function* inBatches(documents: readonly SearchDocument[], size: number) {
  for (let at = 0; at < documents.length; at += size) yield documents.slice(at, at + size);
}
