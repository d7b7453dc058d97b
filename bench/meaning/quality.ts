/**
 * How well a ranking by meaning finds profiles whose labels are withheld: `npm run quality:meaning`. nDCG at 10 of words alone (the
 * embedded index), meaning alone (all vectors, exact), and both merged as search merges them, each with its difference to words
 * alone and the 95 % interval of a paired bootstrap over the questions. Real profiles are measured where they are present.
 * `512` as an argument measures the embeddings before projection and rounding, so that the loss shows; `real` or `demo` measures
 * those profiles alone. With `elasticsearch`, words and merged results are the answers of an index on the server at `SEARCH_URL`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModel } from '#adapters/meaning/model/open-model.ts';
import { openTextEncoder } from '#adapters/meaning/open-text-encoder.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { MIN_COSINE, mergeByMeaning, RANKED } from '#adapters/search/meaning/merge-rankings.ts';
import { wordsDecide } from '#adapters/search/meaning/words-decide.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import {
  makeDemoDocuments,
  REAL_FILES,
  readRealDocuments,
} from '#tests/contract/search-index/real-documents.ts';
import { cosine } from '#tests/support/meaning/cosine.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { sharedData } from '#tests/support/shared-data.ts';
import { countedEncoder } from './counted-encoder.ts';
import { bootstrap, ndcg } from './ndcg.ts';
import type { QuestionSet } from './question-sets.ts';
import { demoSet, hashtagSet, termSets } from './question-sets.ts';

const FULL = process.argv.includes('512');
const SERVER = process.argv.includes('elasticsearch') ? process.env.SEARCH_URL : undefined;

type Vector = ArrayLike<number>;
interface Found {
  id: string;
  value: number;
}

if (meaningData.skip) {
  console.log(meaningData.skip);
  process.exit();
}
const model = openModel(meaningData.folder);
for (const set of await readSets()) await measure(set);
model.close();

async function readSets(): Promise<QuestionSet[]> {
  const demo = process.argv.includes('real')
    ? []
    : demoSet(makeDemoDocuments(1_500, 5).map(({ profile }) => profile));
  if (process.argv.includes('demo')) return demo;
  const absent = REAL_FILES.map(([path]) => sharedData(path).skip).find(Boolean);
  if (absent) {
    console.log(`real profiles: ${absent}`);
    return demo;
  }
  // Some people are in two files: each counts once, as in the index.
  const real = new Map((await readRealDocuments()).map(({ profile }) => [profile.id, profile]));
  const known = [...real.values()].filter(({ bio }) => bio);
  return [hashtagSet(known), ...termSets(known), ...demo];
}

async function measure({ name, profiles, questions }: QuestionSet): Promise<void> {
  const { index, encoded, dispose } =
    SERVER === undefined ? await openEmbedded() : await openOnServer(SERVER);
  try {
    for (let at = 0; at < profiles.length; at += 500)
      await index.upsert(profiles.slice(at, at + 500).map((profile) => ({ profile, version: 1 })));
    await index.refresh();
    await encoded?.(profiles);
    await index.refresh();
    const byWords = async (text: string) => {
      const query = searchQuery({ text, limit: RANKED });
      const { data, matched, total } = await index.search(query);
      const decided = wordsDecide(query.tree, { areExact: matched === 'exact', total });
      return { words: data.map(({ id }) => id), decided };
    };
    const byBoth = async (text: string) =>
      (await index.search(searchQuery({ text, meaning: text, limit: RANKED }))).data.map(({ id }) => id);
    const byMeaning = rankByMeaning(profiles);
    const scores: Record<'words' | 'meaning' | 'merged', number[]> = { words: [], meaning: [], merged: [] };
    for (const { text, relevant } of questions) {
      const [{ words, decided }, meaning] = [await byWords(text), byMeaning(text)];
      scores.words.push(ndcg(words, relevant));
      scores.meaning.push(
        ndcg(
          meaning.map(({ id }) => id),
          relevant,
        ),
      );
      const merged = encoded ? await byBoth(text) : merge(words, meaning, decided);
      scores.merged.push(ndcg(merged, relevant));
    }
    console.log(`${name}: ${profiles.length} profiles, ${questions.length} questions`);
    for (const [ranking, values] of Object.entries(scores))
      console.log(`  ${describe(ranking, values, scores.words)}`);
  } finally {
    await dispose();
  }
}

interface OpenedIndex {
  index: SearchIndex;
  /** Resolves once the profiles have vectors; absent where the index has none. */
  encoded?: (profiles: readonly Profile[]) => Promise<void>;
  dispose(): Promise<void>;
}

async function openEmbedded(): Promise<OpenedIndex> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-meaning-quality-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  return {
    index,
    async dispose() {
      await index.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openOnServer(url: string): Promise<OpenedIndex> {
  const { encoder } = await openTextEncoder({ folder: meaningData.folder });
  if (encoder === null) throw new Error('The text encoder does not open');
  const counted = countedEncoder(encoder);
  const { open, dispose } = testAlias(url);
  return {
    index: open(counted.encoder),
    encoded: counted.encoded,
    async dispose() {
      await dispose();
      await encoder.close();
    },
  };
}

function rankByMeaning(profiles: readonly Profile[]): (question: string) => Found[] {
  const vectors = profiles.flatMap(({ id, bio }) => {
    const vector = toVector(bio ?? '');
    return vector === null ? [] : [{ id, vector }];
  });
  return (text) => {
    const question = toVector(text);
    if (question === null) return [];
    return vectors
      .map(({ id, vector }) => ({ id, value: cosine(question, vector) }))
      .sort((a, b) => b.value - a.value)
      .slice(0, RANKED);
  };
}

function toVector(text: string): Vector | null {
  const ids = model.tokenize(text);
  if (ids === null) return null;
  const encode: (texts: Int32Array[]) => Vector[] = FULL ? model.embed : model.encode;
  return encode([ids])[0] ?? null;
}

/** As search merges them: results that are not close in meaning do not count. */
function merge(words: readonly string[], meaning: readonly Found[], decided: boolean): string[] {
  const close = meaning.filter(({ value }) => value >= MIN_COSINE).map(({ id }) => id);
  return [...mergeByMeaning(words, close, decided)].sort(([, a], [, b]) => b - a).map(([id]) => id);
}

function describe(ranking: string, values: readonly number[], words: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values === words) return `${ranking}: ${mean.toFixed(3)}`;
  const difference = bootstrap(
    values.map((value, at) => value - words[at]!),
    seededRandom(9),
  );
  const [by, low, high] = [difference.mean, difference.low, difference.high].map((value) => value.toFixed(3));
  return `${ranking}: ${mean.toFixed(3)}, difference to words alone ${by} (95 % ${low} to ${high})`;
}
