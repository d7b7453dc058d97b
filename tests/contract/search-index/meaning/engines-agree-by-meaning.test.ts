import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { MIN_COSINE, RANKED } from '#adapters/search/meaning/merge-rankings.ts';
import { isKnownLanguage, textOfProfile } from '#adapters/search/meaning/text-of-profile.ts';
import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';
import { VECTOR_SCALE } from '#ports/text-encoder.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { generateDocuments } from '../fixtures.ts';

const url = serverUrl('SEARCH_URL')?.href;
/** So few that no question is close to more than are ranked: which of equally close ones come last is not defined. */
const DOCUMENTS = 150;

/** Has no word to search for. */
const NO_WORD = '\u0640\u0640';

const QUESTIONS: readonly [text: string, meaning: string][] = [
  ['tech music', 'chess yoga'],
  ['yoga -food', 'tech food'],
  ['travel platform:x,github', 'music film'],
  ['coffee chess followers:<1000', 'garden'],
  ['garden "street food"', 'tech yoga'],
  ['film verified:yes', 'coffee music'],
  ['food (language:de OR country:BR)', 'travel technique'],
  ['chess yoga coffee er:>=2', 'film'],
  ['tech tier:nano,micro -music', 'yoga music'],
  ['gym', 'technique'],
];

test('both engines find the same profiles by meaning, under the same filters', {
  skip: url === undefined,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-meaning-'));
  const { open, dispose } = testAlias(url ?? '');
  const embedded = createEmbeddedSearchIndex({
    path: join(folder, 'search'),
    encoder: async () => ({ encoder: createHashedEncoder() }),
  });
  const engines = [embedded, open(createHashedEncoder())];
  const documents = generateDocuments(DOCUMENTS, 11);
  const foundBy = async (index: SearchIndex, text: string, meaning: string) => {
    const { total, matched, byMeaning, facets } = await index.search(
      searchQuery({ text, meaning, facets: true, limit: DOCUMENTS }),
    );
    return { total, matched, byMeaning: byMeaning?.toSorted(), facets };
  };
  try {
    for (const engine of engines) {
      await engine.upsert(documents);
      await engine.refresh();
    }
    const close = await closeTo('chess yoga', documents);
    assert.ok(close > 10 && close < RANKED, `${close} are close`);
    for (const engine of engines)
      await eventually(
        async () => assert.equal((await foundBy(engine, NO_WORD, 'chess yoga')).total, close),
        {
          timeoutMs: 60_000,
        },
      );
    let alone = 0;
    for (const [text, meaning] of QUESTIONS) {
      const [first, second] = await Promise.all(engines.map((engine) => foundBy(engine, text, meaning)));
      assert.deepEqual(second, first, text);
      alone += first?.byMeaning?.length ?? 0;
    }
    assert.ok(alone > 20, `${alone} found by meaning alone`);
    let alike = 0;
    for (const { profile } of documents.slice(0, 20))
      for (const text of ['', 'tier:nano,micro', '-tech']) {
        const query = searchQuery({ text, like: profile, limit: DOCUMENTS });
        const [first, second] = await Promise.all(
          engines.map(async (engine) => {
            const { data, total } = await engine.search(query);
            return { total, ids: data.map(({ id }) => id).toSorted() };
          }),
        );
        assert.deepEqual(second, first, `like ${profile.id} ${text}`);
        alike += first?.total ?? 0;
      }
    assert.ok(alike > 100, `${alike} are alike`);
  } finally {
    await embedded.close();
    await dispose();
    await rm(folder, { recursive: true });
  }
});

/** How many profiles are close to a question, computed from all of them. */
async function closeTo(question: string, documents: readonly SearchDocument[]): Promise<number> {
  const encoder = createHashedEncoder();
  const texts = documents
    .filter(({ profile }) => isKnownLanguage(profile, encoder.languages))
    .flatMap(({ profile }) => textOfProfile(profile) ?? []);
  const [asked, ...vectors] = await encoder.encode([question, ...texts], AbortSignal.timeout(60_000));
  assert.ok(asked);
  const products = vectors.map((vector) =>
    asked.reduce((sum, value, at) => sum + value * (vector?.[at] ?? 0), 0),
  );
  return products.filter((product) => product >= MIN_COSINE * VECTOR_SCALE ** 2).length;
}
