/**
 * Searches by words, and by words and meaning: `node --expose-gc bench/meaning/search.ts [count] [elasticsearch]`, 100,000
 * synthetic profiles by default, in the embedded index or on the server at `SEARCH_URL`. Vectors come from the words of the texts,
 * since their values do not change the time. Prints the time of an import with and without embedding, the time of queries, and
 * the memory of the process.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createElasticsearchSearchIndex } from '#adapters/search/elasticsearch/elasticsearch-search-index.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { connectElasticsearch, indexNames } from '#tests/support/servers/elasticsearch.ts';
import { quantile } from '../quantile.ts';
import { createCorpus } from '../search-documents.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const SERVER = process.argv.includes('elasticsearch') ? process.env.SEARCH_URL : undefined;
const ALIAS = `bench-meaning-${process.pid}`;
const BATCH = 1_000;
const QUERIES = 300;
const LOOK_MS = 500;

const folder = await mkdtemp(join(tmpdir(), 'influscope-meaning-'));
const corpus = createCorpus(3);
const words = corpus.words.slice(0, 400);
try {
  const without = await fill('without', undefined);
  await measure('words alone', without.index, false);
  await without.index.close();
  const encoder = createHashedEncoder();
  const both = await fill('with', encoder);
  console.log(
    `import: ${without.ms} ms (CPU of this process ${without.cpuMs} ms) without embedding, ${both.ms} ms (${both.cpuMs} ms) with, ${both.meanwhile} texts embedded meanwhile`,
  );
  const startedAt = performance.now();
  while (both.embedded() < COUNT * 0.999 && performance.now() - startedAt < 900_000) await pause();
  console.log(
    `embedded ${both.embedded()} texts, ${Math.round(performance.now() - startedAt)} ms after the import`,
  );
  for (let round = 0; round < 12; round++) await pause();
  await measure('words', both.index, false);
  await measure('words and meaning', both.index, true);
  await both.index.close();
} finally {
  await rm(folder, { recursive: true });
  if (SERVER !== undefined) {
    const client = connectElasticsearch(SERVER);
    for (const name of await indexNames(client, ALIAS))
      await client.request({ method: 'DELETE', path: `/${name}`, accept: [404] });
    await client.close();
  }
}

async function fill(name: string, encoder: TextEncoder | undefined) {
  let embedded = 0;
  const counting = encoder && {
    ...encoder,
    encode: async (texts: readonly string[], signal: AbortSignal) => {
      embedded += texts.length;
      return encoder.encode(texts, signal);
    },
  };
  const meaning = counting && { encoder: async () => ({ encoder: counting }) };
  const index =
    SERVER === undefined
      ? createEmbeddedSearchIndex({ path: join(folder, name), ...meaning })
      : createElasticsearchSearchIndex({
          client: connectElasticsearch(SERVER),
          alias: `${ALIAS}-${name}`,
          ...meaning,
        });
  await index.ping();
  const before = process.cpuUsage();
  const startedAt = performance.now();
  for (let at = 0; at < COUNT; at += BATCH)
    await index.upsert(
      Array.from({ length: Math.min(BATCH, COUNT - at) }, (_, i) => corpus.document(at + i)),
    );
  const ms = Math.round(performance.now() - startedAt);
  const { user, system } = process.cpuUsage(before);
  await index.refresh();
  return {
    index,
    ms,
    cpuMs: Math.round((user + system) / 1_000),
    meanwhile: embedded,
    embedded: () => embedded,
  };
}

async function measure(name: string, index: SearchIndex, byMeaning: boolean): Promise<void> {
  const times: number[] = [];
  const cpu: number[] = [];
  let alone = 0;
  for (let round = 0; round < QUERIES; round++) {
    const text = [0, 1, 2].map((nth) => words[(round * 7 + nth * 31) % words.length]).join(' ');
    const query = searchQuery({ text, facets: true, ...(byMeaning && { meaning: text }) });
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const page = await index.searchTexts(query);
    times.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1_000);
    alone += page.byMeaning?.length ?? 0;
  }
  globalThis.gc?.();
  const megabytes = Math.round(process.memoryUsage.rss() / 1024 ** 2);
  console.log(
    `${name}: wall ${percentiles(times)} ms, CPU ${percentiles(cpu)} ms, ${alone} found by meaning alone, RSS ${megabytes} MiB, load ${loadavg()[0]?.toFixed(1)}`,
  );
}

function percentiles(values: readonly number[]): string {
  return `p50 ${quantile(values, 0.5).toFixed(1)} p95 ${quantile(values, 0.95).toFixed(1)}`;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
