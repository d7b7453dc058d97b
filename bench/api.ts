/**
 * The API over Elasticsearch beside the very `_search` that it sends, in one run: `node bench/api.ts [count]`, 100,000 demo
 * profiles by default, on the servers that QUEUE_URL, RABBITMQ_MANAGEMENT_URL, SEARCH_URL, OBJECTS_URL name. One client turn
 * by turn, then 50 on distinct queries; then the API alone while it is quiet, while an indexer is saturated, while the index
 * is rebuilt. Facets on, no query asked twice, so that no cache answers.
 */
import { Agent, get } from 'node:http';
import { createElasticsearchSearchIndex } from '#adapters/search/elasticsearch/elasticsearch-search-index.ts';
import { openRealBacking } from '#tests/faults/backing.ts';
import { readProfiles } from '#tests/faults/documents.ts';
import { startFleet } from '#tests/faults/fleet.ts';
import { importDemo } from '#tests/faults/importing.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import type { RawRequest } from './elasticsearch/elasticsearch-peer.ts';
import { connectRaw, recordSearches } from './elasticsearch/elasticsearch-peer.ts';
import { quantile } from './quantile.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const QUERIES = 400;
const CLIENTS = 50;
const ROUND_MS = 4_000;
const ROUNDS = 3;
const DEADLINE_MS = 15 * 60_000;

const backing = await openRealBacking(undefined);
const fleet = await startFleet({
  env: { ...backing.env, AVATAR_FETCH: 'off' },
  counts: { analytics: 1, indexer: 1, scraper: 1, api: 1 },
});
const search = new URL(backing.env.SEARCH_URL ?? '');
const alias = search.searchParams.get('index') ?? '';
const raw = connectRaw(new URL(search.origin), CLIENTS);
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS, scheduling: 'lifo' });
const api = fleet.of('api')[0]?.api ?? '';
const admin = fleet.of('indexer')[0]?.admin() ?? '';
const authorization = `Bearer ${fleet.token}`;

try {
  await load(COUNT, 1);
  const words = await collectWords();
  // The lower bound makes each query another one; it leaves nearly all profiles in.
  let asked = 0;
  const next = () => {
    const at = asked++;
    const text = words[at % words.length] ?? '';
    return { text, min: 1 + Math.floor(at / words.length) };
  };
  await compareLatency(next);
  await compareThroughput(next);
  await compareUnderLoad(next);
  await fleet.stop();
} finally {
  agent.destroy();
  raw.close();
  fleet.kill();
  await backing.remove();
}

type Ask = { text: string; min: number };

async function load(count: number, seed: number): Promise<void> {
  await importDemo(fleet, count, seed, AbortSignal.timeout(DEADLINE_MS)).done;
  const idle = `${admin}/queues/profile-events/idle?timeout_ms=600000`;
  await fetch(idle, { headers: { authorization } });
}

/** Words of the profiles' names and texts, each held by ten profiles at least, so that one `_search` answers. */
async function collectWords(): Promise<string[]> {
  const counts = new Map<string, number>();
  let read = 0;
  for await (const { display_name, bio } of readProfiles(api)) {
    const words = `${display_name ?? ''} ${bio ?? ''}`.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
    if (++read === 5_000) break;
  }
  return [...counts].filter(([, held]) => held >= 10 && held <= 500).map(([word]) => word);
}

async function compareLatency(next: () => Ask): Promise<void> {
  const times = { api: [] as number[], bare: [] as number[] };
  for (let i = -50; i < QUERIES; i++) {
    const [one, other] = [next(), next()];
    const requests = await requestsOf(other);
    const turns: [number[], () => Promise<unknown>][] = [
      [times.api, () => askApi(one)],
      [times.bare, () => sendAll(requests)],
    ];
    for (const [into, ask] of i % 2 === 0 ? turns : turns.reverse()) {
      const ms = await timed(ask);
      if (i >= 0) into.push(ms);
    }
  }
  console.log(`${COUNT} documents, 1 client   p50      p95      ms`);
  for (const [name, list] of Object.entries(times)) console.log(row(name, list));
  const [p50, p95] = [0.5, 0.95].map((share) => [quantile(times.api, share), quantile(times.bare, share)]);
  const pair = ([a = 0, b = 1]: number[] = []) => `${(a / b).toFixed(2)} (${(a - b).toFixed(2)} ms above)`;
  console.log(`api to bare _search: p50 ${pair(p50)}, p95 ${pair(p95)}`);
}

async function compareThroughput(next: () => Ask): Promise<void> {
  const prepared: RawRequest[][] = [];
  for (let i = 0; i < 20_000; i++) prepared.push(await requestsOf(next()));
  let at = 0;
  const counts = { api: 0, bare: 0 };
  for (let round = -1; round < ROUNDS; round++) {
    const own = (await hammer(() => askApi(next()))).length;
    const bare = (await hammer(() => sendAll(prepared[at++ % prepared.length] ?? []))).length;
    if (round < 0) continue;
    counts.api += own;
    counts.bare += bare;
  }
  const rate = (count: number) => (count / ((ROUNDS * ROUND_MS) / 1_000)).toFixed(0);
  console.log(
    `${CLIENTS} clients: api ${rate(counts.api)}/s, bare ${rate(counts.bare)}/s, ratio ${(counts.api / counts.bare).toFixed(2)}`,
  );
}

async function compareUnderLoad(next: () => Ask): Promise<void> {
  const during = async (work: Promise<unknown>) => {
    let busy = true;
    void work.finally(() => {
      busy = false;
    });
    const times: number[] = [];
    while (busy) times.push(await timed(() => askApi(next())));
    await work;
    return times;
  };
  console.log('\n1 client                  p50      p95      ms');
  console.log(row('quiet', await during(new Promise((resolve) => setTimeout(resolve, 2 * ROUND_MS)))));
  console.log(row('indexer saturated', await during(load(Math.min(COUNT, 20_000), 2))));
  console.log(row('reindex', await during(reindex())));
}

async function reindex(): Promise<void> {
  const answer = await fetch(`${admin}/reindex`, { method: 'POST', headers: { authorization } });
  const text = await answer.text();
  if (!answer.ok || text.includes('"failed"')) throw new Error(text.slice(-500));
}

/** Times of all requests of the clients; each client sends one request after another. */
async function hammer(ask: () => Promise<unknown>): Promise<number[]> {
  const until = performance.now() + ROUND_MS;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < until) times.push(await timed(ask));
    }),
  );
  return times;
}

/** Rejects for any other answer than 200: no question may fail. */
function askApi({ text, min }: Ask): Promise<Buffer> {
  const query = new URLSearchParams({ q: text, source: 'demo', followers: `${min}..`, facets: 'true' });
  return new Promise((resolve, reject) => {
    get(`${api}/search?${query}`, { agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${answer.statusCode}: ${body.toString().slice(0, 300)}`));
      });
    }).on('error', reject);
  });
}

async function requestsOf({ text, min }: Ask): Promise<RawRequest[]> {
  const query = searchQuery({ text, sources: ['demo'], followers: { min }, facets: true });
  const { client, take } = recordSearches(100);
  await createElasticsearchSearchIndex({ client, alias }).search(query);
  return take();
}

async function sendAll(requests: readonly RawRequest[]): Promise<void> {
  for (const one of requests) await raw.send(one);
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await ask();
  return performance.now() - before;
}

function row(name: string, times: readonly number[]): string {
  const columns = [0.5, 0.95].map((share) => quantile(times, share).toFixed(2).padStart(8));
  return `${name.padEnd(22)} ${columns.join(' ')}   (${times.length} questions)`;
}
