/**
 * Searches by words, and by words and meaning, in the embedded index: `node --expose-gc bench/meaning/search.ts [count]`,
 * 100,000 synthetic profiles by default. Vectors come from the words of the texts, since their values do not change the time.
 * Prints the CPU time of an import with and without embedding, the time of queries, and the memory of the process.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { quantile } from '../quantile.ts';
import { createCorpus } from '../search-documents.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
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
    `import CPU: ${without.cpuMs} ms without embedding, ${both.cpuMs} ms with (${both.embedded()} texts embedded meanwhile)`,
  );
  const startedAt = performance.now();
  while (both.embedded() < COUNT * 0.999 && performance.now() - startedAt < 600_000) await pause();
  console.log(`embedded ${both.embedded()} texts`);
  for (let round = 0; round < 12; round++) await pause();
  await measure('words', both.index, false);
  await measure('words and meaning', both.index, true);
  await both.index.close();
} finally {
  await rm(folder, { recursive: true });
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
  const index = createEmbeddedSearchIndex({
    path: join(folder, name),
    ...(counting && { encoder: async () => ({ encoder: counting }) }),
  });
  const before = process.cpuUsage();
  for (let at = 0; at < COUNT; at += BATCH)
    await index.upsert(
      Array.from({ length: Math.min(BATCH, COUNT - at) }, (_, i) => corpus.document(at + i)),
    );
  const { user, system } = process.cpuUsage(before);
  return { index, cpuMs: Math.round((user + system) / 1_000), embedded: () => embedded };
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
