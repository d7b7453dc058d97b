// Long: one benchmark with its rounds and its report, which are only useful together.
/**
 * The API over Elasticsearch beside what a user would pick instead: a small server that asks with
 * a plain `multi_match` (`bench/elasticsearch/plain-api.ts`). `node bench/load.ts [count] [rounds] [parts]`, 20,000 demo profiles, 5 rounds and all
 * parts (`paused,distinct,repeated,merged,allocated,floors,took`) by default, on the servers that QUEUE_URL, RABBITMQ_MANAGEMENT_URL, SEARCH_URL and OBJECTS_URL name, with k6 and wrk on PATH and the project built.
 *
 * Both answer from indexes of the same profiles on the same server, turn by turn, ours with facets, totals and 20 results,
 * the other with 10 results. Our index merges its segments by itself after the import; the plain one is as the server leaves it,
 * until the part `merged`, which merges it too and asks again.
 * The floors: an HTTP handler that does nothing, and the cheapest `_search` that gives our answer.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createElasticsearchSearchIndex } from '#adapters/search/elasticsearch/elasticsearch-search-index.ts';
import { WITH_PROFILE } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import { openRealBacking } from '#tests/faults/backing.ts';
import { startFleet } from '#tests/faults/fleet.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { connectRaw, recordSearches } from './elasticsearch/elasticsearch-peer.ts';
import { countAllocations } from './load/count-allocations.ts';
import type { Asked } from './load/generators.ts';
import { askWithoutPauses, askWithPauses } from './load/generators.ts';
import { processCpuMs } from './load/process-cpu.ts';
import { copyForPlain, importProfiles, startPlain } from './load/two-apis.ts';

const COUNT = Number(process.argv[2] ?? 20_000);
const ROUNDS = Number(process.argv[3] ?? 5);
const PARTS = new Set(
  (process.argv[4] ?? 'paused,distinct,repeated,merged,allocated,floors,took').split(','),
);
const PAUSED = { users: 50, seconds: 10 };
const UNPAUSED = { clients: 50, seconds: 5 };
const TOOK_QUESTIONS = 300;

const folder = await mkdtemp(join(tmpdir(), 'influscope-load-'));
const backing = await openRealBacking(undefined);
const env = { ...backing.env, AVATAR_FETCH: 'off' };
const fleet = await startFleet({
  env,
  counts: { analytics: 1, indexer: 1, scraper: 1, api: 1 },
});
const search = new URL(backing.env.SEARCH_URL ?? '');
const alias = search.searchParams.get('index') ?? '';
const peerIndex = alias.replace(/profiles$/, 'plain');
const raw = connectRaw(new URL(search.origin), 4);
/** Of a further API process beside the fleet. */
const apiEnv = { ...env, ADMIN_TOKEN: fleet.token, RATE_LIMIT: '0' };
const ours = {
  name: 'InfluScope',
  origin: fleet.of('api')[0]?.api ?? '',
  pid: fleet.of('api')[0]?.pid() ?? 0,
};

try {
  await importProfiles(fleet, COUNT);
  const words = shuffled(await copyForPlain(raw, alias, peerIndex));
  const plain = await startPlain(search.origin, peerIndex);
  try {
    const apis = [ours, { name: 'plain query', origin: plain.origin, pid: plain.pid }] as const;
    console.log(`${COUNT} profiles on Elasticsearch, ${words.length} words to ask for\n`);
    if (PARTS.has('paused')) await comparePaused(apis);
    if (PARTS.has('distinct')) await compareUnpaused(apis, 'distinct questions', words.map(questionOf));
    if (PARTS.has('repeated')) await compareUnpaused(apis, 'one repeated question', [questionOf('tech')]);
    if (PARTS.has('merged')) await compareMerged(apis, words);
    if (PARTS.has('allocated')) await showAllocations(words.map(questionOf));
    if (PARTS.has('floors')) await showFloors(plain.origin, words);
    if (PARTS.has('took')) await compareTook(words);
  } finally {
    await plain.stop();
  }
  await fleet.stop();
} finally {
  raw.close();
  fleet.kill();
  await backing.remove();
  await rm(folder, { recursive: true, force: true });
}

type Api = typeof ours;

function questionOf(word: string): Asked {
  return { path: `/search?q=${encodeURIComponent(word)}` };
}

async function comparePaused(apis: readonly Api[]): Promise<void> {
  console.log(`${PAUSED.users} users, GET /search?q=tech, sleep 1 s (k6)    p50 ms   p95 ms  failed`);
  const sums = new Map(apis.map(({ name }) => [name, { p50: 0, p95: 0 }]));
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { name, origin } of round % 2 === 1 ? apis : [...apis].reverse()) {
      const { p50, p95, failed } = await askWithPauses(folder, `${origin}/search?q=tech`, PAUSED);
      console.log(`round ${round}  ${name.padEnd(34)} ${cell(p50)} ${cell(p95)}  ${failed}`);
      const sum = sums.get(name);
      if (sum) Object.assign(sum, { p50: sum.p50 + p50, p95: sum.p95 + p95 });
    }
  }
  const [own, other] = apis.map(({ name }) => sums.get(name) ?? { p50: 0, p95: 1 });
  if (own && other) {
    console.log(`ratio of the sums: p50 ${ratio(own.p50, other.p50)}, p95 ${ratio(own.p95, other.p95)}\n`);
  }
}

async function compareUnpaused(apis: readonly Api[], title: string, asked: readonly Asked[]): Promise<void> {
  console.log(
    `${UNPAUSED.clients} clients, ${title} (wrk)`.padEnd(46),
    'per s   own CPU us   server CPU us  bytes  failed',
  );
  const rates = new Map(apis.map(({ name }) => [name, 0]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, origin, pid } of round % 2 === 1 ? apis : [...apis].reverse()) {
      const before = { own: processCpuMs(pid), server: await raw.cpuMs() };
      const { perSecond, requests, bytes, failed } = await askWithoutPauses(folder, origin, asked, UNPAUSED);
      const own = ((processCpuMs(pid) - before.own) * 1_000) / requests;
      const server = (((await raw.cpuMs()) - before.server) * 1_000) / requests;
      console.log(
        `${round === 0 ? 'cold   ' : `round ${round}`}  ${name.padEnd(34)} ${perSecond.toFixed(0).padStart(8)} ${own.toFixed(0).padStart(11)} ${server.toFixed(0).padStart(14)} ${bytes.toFixed(0).padStart(7)}  ${failed}`,
      );
      if (round > 0) rates.set(name, (rates.get(name) ?? 0) + perSecond);
    }
  }
  const [own = 0, other = 1] = apis.map(({ name }) => rates.get(name) ?? 0);
  console.log(`ratio of answers a second: ${ratio(own, other)}\n`);
}

/** The same with the segments of the plain index merged, which a user of it would have to ask for. */
async function compareMerged(apis: readonly Api[], words: readonly string[]): Promise<void> {
  await raw.json('POST', `/${peerIndex}/_forcemerge?max_num_segments=1`);
  await compareUnpaused(apis, 'distinct, plain index merged', words.map(questionOf));
}

async function showAllocations(distinct: readonly Asked[]): Promise<void> {
  console.log('allocated for each question, by our API'.padEnd(46), 'KiB');
  const rows = [
    ['distinct questions', distinct],
    ['one repeated question', [questionOf('tech')]],
  ] as const;
  for (const [name, asked] of rows) {
    const bytes = await countAllocations(folder, apiEnv, asked, UNPAUSED);
    console.log(`${name.padEnd(43)} ${(bytes / 1_024).toFixed(1).padStart(8)}`);
  }
  console.log();
}

async function showFloors(origin: string, words: readonly string[]): Promise<void> {
  console.log('floors (wrk)'.padEnd(46), 'per s');
  const empty = await askWithoutPauses(folder, origin, [{ path: '/empty' }], UNPAUSED);
  console.log(`${'an empty handler'.padEnd(43)} ${empty.perSecond.toFixed(0).padStart(8)}`);
  const bare = await Promise.all(words.map(bodyOf));
  const rows: [string, Asked[]][] = [
    ['the cheapest _search of the same answer', words.map(cheapest)],
    ['the very _search that we send', bare],
    ['the plain _search', words.map(plainBody)],
  ];
  for (const [name, asked] of rows) {
    const { perSecond } = await askWithoutPauses(folder, search.origin, asked, UNPAUSED);
    console.log(`${name.padEnd(43)} ${perSecond.toFixed(0).padStart(8)}`);
  }
  console.log();
}

/** As the server states it in whole milliseconds, so of many questions together. */
async function compareTook(words: readonly string[]): Promise<void> {
  const sums = { ours: 0, plain: 0 };
  const took = async ({ path, body = '' }: Asked) =>
    (await raw.json<{ took: number }>('POST', path, JSON.parse(body))).took;
  for (let i = -50; i < TOOK_QUESTIONS; i++) {
    const word = words[(i + 50) % words.length] ?? '';
    const pair = { ours: await bodyOf(word), plain: plainBody(word) };
    for (const name of i % 2 === 0 ? (['ours', 'plain'] as const) : (['plain', 'ours'] as const)) {
      const ms = await took(pair[name]);
      if (i >= 0) sums[name] += ms;
    }
  }
  const mean = (sum: number) => (sum / TOOK_QUESTIONS).toFixed(2);
  console.log(
    `took of Elasticsearch, mean of ${TOOK_QUESTIONS}: ours ${mean(sums.ours)} ms, plain ${mean(sums.plain)} ms, ratio ${ratio(sums.ours, sums.plain)}`,
  );
}

/** The first request that the adapter sends for a word. */
async function bodyOf(word: string): Promise<Asked> {
  const { client, take } = recordSearches(100);
  await createElasticsearchSearchIndex({ client, alias }).search(searchQuery({ text: word, facets: true }));
  const [first] = take();
  if (first === undefined) throw new Error(`nothing was sent for "${word}"`);
  return first;
}

function plainBody(word: string): Asked {
  const query = {
    multi_match: { query: word, fields: ['bio', 'category', 'username'], fuzziness: 'AUTO' },
  };
  return { path: `/${peerIndex}/_search`, body: JSON.stringify({ query, size: 10 }) };
}

/** Profiles that hold the word in any field, with total and facets, without beginnings, other forms, names and ties. */
function cheapest(word: string): Asked {
  const facet = (field: string) => ({ terms: { field, size: 20 } });
  const aggs = {
    platform: facet('platform'),
    category: facet('category_key'),
    tier: facet('tier'),
    source: facet('source'),
  };
  const query = { combined_fields: { query: word, fields: ['h^12', 'n^8', 't^3', 'b^1'], operator: 'and' } };
  return {
    path: `/${alias}/_search`,
    body: JSON.stringify({ size: 20, track_total_hits: true, ...WITH_PROFILE, query, aggs }),
  };
}

function shuffled(words: readonly string[]): string[] {
  const random = seededRandom(1);
  return words
    .map((word) => ({ word, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ word }) => word);
}

function cell(ms: number): string {
  return ms.toFixed(2).padStart(8);
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(2);
}
