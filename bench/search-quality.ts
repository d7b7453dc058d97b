/**
 * Measures how well both search engines find what people type: `npm run quality` writes `docs/quality.md`.
 * Seeded and offline. Elasticsearch is measured where SEARCH_URL is set, real profiles where they are present;
 * what cannot be measured here keeps its figures on the page.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { CORPORA } from './search-quality/corpora.ts';
import type { Corpus } from './search-quality/measure.ts';
import { MEASURES } from './search-quality/measures.ts';
import type { Figures } from './search-quality/page.ts';
import { readFigures, renderPage } from './search-quality/page.ts';
import { joinedName, wordsOf } from './search-quality/profile-text.ts';

const PAGE = process.env.QUALITY_PAGE ?? 'docs/quality.md';
const QUESTIONS = 400;
const VERBOSE = process.env.QUALITY_VERBOSE;

const figures: Figures = readFigures(await readFile(PAGE, 'utf8').catch(() => ''));
for (const { name, absent, read } of CORPORA) {
  if (absent) {
    console.log(`${name}: ${absent}; the figures stay`);
    continue;
  }
  const documents = await read();
  await onEmbedded(documents, async (index) => measure('embedded', name, index, documents));
  await onElasticsearch(documents, async (index) => measure('Elasticsearch', name, index, documents));
}
await writeFile(PAGE, renderPage(figures));

async function measure(
  engine: string,
  corpusName: string,
  index: SearchIndex,
  documents: readonly SearchDocument[],
) {
  const corpus = toCorpus(documents);
  for (const { name, ask } of MEASURES) {
    const random = seededRandom(5);
    const order = shuffle(corpus.profiles, random);
    let asked = 0;
    let right = 0;
    for (const profile of order) {
      if (asked === QUESTIONS) break;
      const question = ask(profile, corpus, random);
      if (question === undefined) continue;
      asked++;
      const page = await index.search(searchQuery({ text: question.text, limit: question.limit }));
      if (question.isRight(page)) right++;
      else if (VERBOSE === name)
        console.log(`  ${name}: "${question.text}" for ${profile.id}: ${page.matched} ${page.total}`);
    }
    const share = asked === 0 ? null : right / asked;
    figures.set(`${corpusName}|${engine}|${name}`, { asked, share });
    console.log(`${corpusName} | ${engine} | ${name}: ${share?.toFixed(3) ?? '-'} of ${asked}`);
  }
}

function toCorpus(documents: readonly SearchDocument[]): Corpus {
  const profiles = documents.map(({ profile }) => profile);
  const frequency = new Map<string, number>();
  const byName = new Map<string, typeof profiles>();
  for (const profile of profiles) {
    for (const word of wordsOf(profile)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    const name = joinedName(profile);
    byName.set(name, [...(byName.get(name) ?? []), profile]);
  }
  return { profiles, frequency, byName };
}

function shuffle<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

async function fill(index: SearchIndex, documents: readonly SearchDocument[]): Promise<void> {
  for (let at = 0; at < documents.length; at += 500) await index.upsert(documents.slice(at, at + 500));
  await index.refresh();
}

async function onEmbedded(documents: readonly SearchDocument[], work: (index: SearchIndex) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-quality-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  try {
    await fill(index, documents);
    await work(index);
  } finally {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function onElasticsearch(
  documents: readonly SearchDocument[],
  work: (index: SearchIndex) => Promise<void>,
) {
  const url = serverUrl('SEARCH_URL')?.href;
  if (url === undefined) return;
  const target = testAlias(url);
  try {
    const index = target.open();
    await fill(index, documents);
    await work(index);
  } finally {
    await target.dispose();
  }
}
