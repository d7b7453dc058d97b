// Long: one benchmark with its data, its queries and its report, which are only useful together.
/**
 * Times the search index on a real Elasticsearch: `SEARCH_URL=http://… node bench/elasticsearch/search-elasticsearch.ts [count]`,
 * 100,000 synthetic profiles by default. Ratios are of one run, turn by turn.
 *
 * - Writing: documents through the adapter, beside a bare `_bulk` of the very bodies that the adapter sends, and of the
 *   plain profiles with their text analysed by the server. CPU is that of the server's process.
 * - Searching: each class of query through the adapter, beside the very `_search` that the adapter sends, over bare
 *   kept connections. With 1 client and with 50; no text is asked twice by either.
 */
import { randomUUID } from 'node:crypto';
import { createElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { createElasticsearchSearchIndex } from '#adapters/search/elasticsearch/elasticsearch-search-index.ts';
import { indexDefinition, servingSettings } from '#adapters/search/elasticsearch/index/definition.ts';
import { upsertLines } from '#adapters/search/elasticsearch/write/bulk-lines.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { QueryFacts } from '#tests/support/search-query.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { quantile } from '../quantile.ts';
import { createCorpus, HEAD_WORD } from '../search-documents.ts';
import type { RawRequest } from './elasticsearch-peer.ts';
import { connectRaw, recordSearches } from './elasticsearch-peer.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const WRITTEN = 20_000;
const SLICE = 2_000;
const WARM_TURNS = 3;
const BATCH = 200;
const QUERIES = 150;
const CLIENTS = 50;
const ROUND_MS = 5_000;
const ROUNDS = 3;

/** Text analysed by the server, facets and numbers as the adapter has them. */
const PLAIN_INDEX = {
  settings: servingSettings(0),
  mappings: {
    dynamic: false,
    properties: {
      username: { type: 'text' },
      display_name: { type: 'text' },
      category: { type: 'text', fields: { raw: { type: 'keyword' } } },
      topics: { type: 'text' },
      bio: { type: 'text' },
      platform: { type: 'keyword' },
      tier: { type: 'keyword' },
      source: { type: 'keyword' },
      followers: { type: 'long' },
      engagement_rate: { type: 'double' },
      last_post_at: { type: 'date' },
    },
  },
};

/** `total`: how many profiles hold the words as typed, which decides whether close spellings are asked for. */
type QueryClass = [name: string, total: number, makeText: () => string, extra?: QueryFacts];

const url = new URL(process.env.SEARCH_URL ?? 'http://127.0.0.1:9200');
const alias = `bench-${randomUUID()}`;
const corpus = createCorpus(42);
const random = seededRandom(7);
const raw = connectRaw(url, 64);
const client = createElasticsearchClient({
  settings: 'SEARCH',
  server: { url, username: null, password: null, apiKey: null, ca: null },
});
const index = createElasticsearchSearchIndex({ client, alias });

const word = () => corpus.words[Math.floor((corpus.words.length / 3) ** random()) + 20] ?? HEAD_WORD;
const CLASSES: QueryClass[] = [
  ['single term', 100, () => corpus.words[20 + Math.floor(random() * 2_000)] ?? HEAD_WORD],
  [
    'two terms',
    100,
    () => `${corpus.words[Math.floor(random() * 100)]} ${corpus.words[Math.floor(random() * 300)]}`,
  ],
  ['prefix', 100, () => word().slice(0, 3)],
  ['head word and filter', 100, () => HEAD_WORD, { platforms: ['github'], followers: { min: 5_000 } }],
  ['filters alone, by rate', 100, () => '', { categories: ['music'], sort: 'engagement' }],
  [
    'typo',
    0,
    () => {
      const right = corpus.words[5_000 + Math.floor(random() * 20_000)] ?? HEAD_WORD;
      const at = 1 + Math.floor(random() * (right.length - 1));
      return `${right.slice(0, at)}q${right.slice(at + 1)}`;
    },
  ],
];

try {
  await compareWriting();
  await fill();
  await compareLatency();
  await compareThroughput();
} finally {
  for (const name of Object.keys(await raw.json<object>('GET', `/${alias}*`)))
    await raw.json('DELETE', `/${name}`);
  await index.close();
  raw.close();
}

async function compareWriting(): Promise<void> {
  const analyser = createAnalyser();
  const documents = Array.from({ length: WRITTEN + WARM_TURNS * SLICE }, (_, i) => corpus.document(i));
  const lines = documents.map((document) => upsertLines(document, analyser).toString());
  const plain = documents.map(
    ({ profile }) => `${JSON.stringify({ index: { _id: profile.id } })}\n${JSON.stringify(profile)}\n`,
  );
  const writer = createElasticsearchSearchIndex({ client, alias: `${alias}-written` });
  await writer.ping();
  const ways: [name: string, write: (from: number) => Promise<unknown>][] = [
    ['adapter', (from) => writer.upsert(documents.slice(from, from + BATCH))],
    ['same bodies', (from) => raw.send(bulk(`${alias}-same`, lines, from))],
    ['plain profiles', (from) => raw.send(bulk(`${alias}-plain`, plain, from))],
  ];
  await raw.json('PUT', `/${alias}-same`, indexDefinition(servingSettings(0)));
  await raw.json('PUT', `/${alias}-plain`, PLAIN_INDEX);
  const sums = new Map(ways.map(([name]) => [name, { cpuMs: 0, ms: 0, ownCpuMs: 0 }]));
  // In slices, turn by turn and each first in its turn, so that what the machine does besides falls on all. The first
  // turns only warm the server up.
  for (let turn = -WARM_TURNS; turn < WRITTEN / SLICE; turn++) {
    const from = (turn + WARM_TURNS) * SLICE;
    for (const [name, write] of [...ways.slice(turn % 3), ...ways.slice(0, turn % 3)]) {
      const before = { cpu: await raw.cpuMs(), at: performance.now(), own: process.cpuUsage() };
      const starts = Array.from({ length: SLICE / BATCH }, (_, i) => from + i * BATCH).values();
      await Promise.all(
        Array.from({ length: 2 }, async () => {
          for (const start of starts) await write(start);
        }),
      );
      const sum = turn < 0 ? undefined : sums.get(name);
      const own = process.cpuUsage(before.own);
      const ms = performance.now() - before.at;
      // Refreshes that the writes have caused belong to them.
      await raw.json('POST', `/${alias}-*/_refresh`);
      if (!sum) continue;
      sum.ms += ms;
      sum.ownCpuMs += (own.user + own.system) / 1_000;
      sum.cpuMs += (await raw.cpuMs()) - before.cpu;
    }
  }
  const base = sums.get('same bodies') ?? { cpuMs: 1, ms: 1 };
  console.log(`writing ${WRITTEN} documents     docs/s   server µs/doc  ratio   own µs/doc`);
  for (const [name, { cpuMs, ms, ownCpuMs }] of sums) {
    const columns = [
      String(Math.round(WRITTEN / (ms / 1_000))).padStart(8),
      ((cpuMs * 1_000) / WRITTEN).toFixed(0).padStart(14),
      (cpuMs / base.cpuMs).toFixed(2).padStart(7),
      ((ownCpuMs * 1_000) / WRITTEN).toFixed(0).padStart(10),
    ];
    console.log(`${name.padEnd(26)} ${columns.join(' ')}`);
  }
}

function bulk(name: string, lines: readonly string[], from: number): RawRequest {
  return { path: `/${name}/_bulk`, body: lines.slice(from, from + BATCH).join('') };
}

async function fill(): Promise<void> {
  const batches = Array.from({ length: Math.ceil(COUNT / BATCH) }, (_, i) => i * BATCH).values();
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      for (const from of batches) {
        const length = Math.min(BATCH, COUNT - from);
        await index.upsert(Array.from({ length }, (_, i) => corpus.document(from + i)));
      }
    }),
  );
  await index.refresh();
  await index.search(searchQuery({ facets: true, text: HEAD_WORD }));
}

async function compareLatency(): Promise<void> {
  console.log('\n1 client, ms: p50/p95      adapter             bare _search        difference   ratio');
  for (const [name, total, makeText, extra] of CLASSES) {
    const times = { adapter: [] as number[], bare: [] as number[] };
    for (let i = 0; i < QUERIES; i++) {
      const query = searchQuery({ facets: true, text: makeText(), ...extra });
      const requests = await requestsOf(query, total);
      const turns: [number[], () => Promise<unknown>][] = [
        [times.adapter, () => index.search(query)],
        [times.bare, () => sendAll(requests)],
      ];
      for (const [into, ask] of i % 2 === 0 ? turns : turns.reverse()) {
        const before = performance.now();
        await ask();
        into.push(performance.now() - before);
      }
    }
    const [adapter, bare] = [times.adapter, times.bare].map((list) => [
      quantile(list, 0.5),
      quantile(list, 0.95),
    ]);
    const pair = (values: readonly number[] | undefined) =>
      (values ?? []).map((ms) => ms.toFixed(2)).join('/');
    const each = (compute: (a: number, b: number) => number) =>
      [0, 1].map((i) => compute(adapter?.[i] ?? 0, bare?.[i] ?? 0));
    console.log(
      `${name.padEnd(26)} ${pair(adapter).padEnd(19)} ${pair(bare).padEnd(19)} ${pair(each((a, b) => a - b)).padEnd(12)} ${pair(each((a, b) => a / b))}`,
    );
  }
}

async function compareThroughput(): Promise<void> {
  const queries = distinctQueries(60_000);
  let at = 0;
  const next = () => queries[at++ % queries.length] as SearchQuery;
  const prepared = await Promise.all(queries.slice(-20_000).map((query) => requestsOf(query, 100)));
  let preparedAt = 0;
  const counts = { adapter: 0, bare: 0 };
  const during = async (ask: () => Promise<unknown>) => {
    const until = performance.now() + ROUND_MS;
    let done = 0;
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        while (performance.now() < until) {
          await ask();
          done++;
        }
      }),
    );
    return done;
  };
  for (let round = 0; round < ROUNDS; round++) {
    counts.adapter += await during(() => index.search(next()));
    counts.bare += await during(() => sendAll(prepared[preparedAt++ % prepared.length] ?? []));
  }
  const rate = (count: number) => (count / ((ROUNDS * ROUND_MS) / 1_000)).toFixed(0);
  console.log(
    `\n${CLIENTS} clients, distinct queries: adapter ${rate(counts.adapter)}/s, bare ${rate(counts.bare)}/s, ratio ${(counts.adapter / counts.bare).toFixed(2)}`,
  );
}

async function sendAll(requests: readonly RawRequest[]): Promise<void> {
  for (const one of requests) await raw.send(one);
}

/** What the adapter sends for a query when `total` profiles hold its words as typed. */
async function requestsOf(query: SearchQuery, total: number): Promise<RawRequest[]> {
  const { client: recorder, take } = recordSearches(total);
  await createElasticsearchSearchIndex({ client: recorder, alias }).search(query);
  return take();
}

/** Words that some hundred profiles hold each, every time with another lower bound, so that nothing is cached. */
function distinctQueries(count: number): SearchQuery[] {
  return Array.from({ length: count }, (_, i) =>
    searchQuery({
      facets: true,
      text: corpus.words[i % 1_500] ?? HEAD_WORD,
      followers: { min: 1 + Math.floor(i / 1_500) },
    }),
  );
}
