import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { VECTOR_FILE } from '#adapters/search/embedded/vectors/vector-store.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { makeDocument } from '#tests/contract/search-index/fixtures.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { DAMAGES, damageFile } from './matrix/damage.ts';
import { moments } from './matrix/extent.ts';

const ROWS = 200;
const SEED = 61;
const IDS = Array.from({ length: ROWS }, (_, at) => `x:p${at}`);
const documents = IDS.map((id, at) => makeDocument({ id, bio: `baker number${at}` }));
const LATER = { timeoutMs: 30_000 };

/** As a service opens it: the first contact starts the embedding. */
async function open(path: string): Promise<SearchIndex> {
  const encoder = createHashedEncoder();
  const index = createEmbeddedSearchIndex({ path, encoder: async () => ({ encoder }) });
  await index.ping();
  return index;
}

/** The documents that have a vector in the file. */
function idsWithVectors(path: string): string[] {
  const db = new DatabaseSync(join(path, VECTOR_FILE), { readOnly: true });
  try {
    return db
      .prepare('SELECT id FROM vectors NOT INDEXED ORDER BY id')
      .all()
      .map(({ id }) => String(id));
  } finally {
    db.close();
  }
}

const hasVectorsOf = (path: string, ids: readonly string[]) =>
  eventually(async () => assert.deepEqual(idsWithVectors(path), [...ids].sort()), LATER);

const findsByMeaning = (index: SearchIndex) =>
  eventually(async () => {
    const { byMeaning } = await index.search(searchQuery({ text: 'pastry', meaning: 'pastry' }));
    assert.notEqual(byMeaning?.length ?? 0, 0);
  }, LATER);

describe('the vectors of the search index, damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-vectors-'));
  const backup = join(folder, 'backup');
  const path = join(folder, 'search');
  const random = seededRandom(SEED);

  before(async () => {
    const index = await open(backup);
    await index.upsert(documents);
    await hasVectorsOf(backup, IDS);
    await index.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const damage of DAMAGES) {
    for (const state of ['stopped', 'running'] as const) {
      const count = moments(20, 2);
      test(`${damage} while ${state}, ${count} times: words are searched, people are erased, and all vectors come back`, async () => {
        for (let time = 0; time < count; time++) {
          rmSync(path, { recursive: true, force: true });
          cpSync(backup, path, { recursive: true });
          const harm = () => damageFile(join(path, VECTOR_FILE), damage, random);
          if (state === 'stopped') harm();
          let index = await open(path);
          try {
            if (state === 'running') {
              await findsByMeaning(index);
              harm();
            }
            const { total } = await index.search(searchQuery({ text: 'baker', meaning: 'baker' }));
            assert.equal(total, ROWS);
            const [gone, ...others] = IDS;
            await index.delete([gone ?? assert.fail()]);
            await index.scrub();
            await index.upsert([makeDocument({ id: 'x:new', bio: 'baker newcomer' })]);
            if (state === 'running') {
              await index.close();
              index = await open(path);
            }
            await findsByMeaning(index);
            await hasVectorsOf(path, [...others, 'x:new']);
          } finally {
            await index.close();
          }
        }
      });
    }
  }
});
