/**
 * The same instance with and without the data of the text encoder, in turn: `npm run bench:meaning-merged -- [count] [rounds] [elasticsearch]`,
 * 100,000 demo profiles and 3 rounds by default. Each round starts a process with one of them, asks the same different plain-word
 * questions over HTTP, and reads its memory. Without the data, the answers are those by words. With `elasticsearch`, the search index is on the server at
 * `SEARCH_URL`. Before, it prints the time of the import, and the time until all profiles have a vector.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchResponse } from '#contract/query/search.ts';
import { demoProfiles } from '#scraper/sources/demo/profiles.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { connectElasticsearch, indexNames } from '#tests/support/servers/elasticsearch.ts';
import { processCpuMs } from '../load/process-cpu.ts';
import { quantile } from '../quantile.ts';
import { countVectors } from './count-vectors.ts';
import type { ProgramCopies } from './program-copies.ts';
import { copyPrograms, settle } from './program-copies.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const ROUNDS = Number(process.argv[3] ?? 3);
const SERVER = process.argv.includes('elasticsearch') ? (process.env.SEARCH_URL ?? '') : undefined;
const ALIAS = `bench-merged-${process.pid}`;
const WARM_UP = 100;
const QUESTIONS = 500;
const SETTLED_MS = 10_000;
const LOOK_MS = 500;

if (meaningData.skip) {
  console.log(meaningData.skip);
  process.exit();
}
const folder = await mkdtemp(join(tmpdir(), 'influscope-merged-'));
const state = join(folder, 'state');
try {
  const copies = await copyPrograms(folder);
  await mkdir(state);
  await fill(copies);
  const questions = makeQuestions();
  for (let round = 0; round < ROUNDS; round++) {
    const order = round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const);
    for (const name of order) await ask(copies, name, questions);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  if (SERVER !== undefined) {
    const client = connectElasticsearch(SERVER);
    for (const name of await indexNames(client, ALIAS))
      await client.request({ method: 'DELETE', path: `/${name}`, accept: [404] });
    await client.close();
  }
}

function start(root: string): Promise<PlatformProcess> {
  const search = SERVER === undefined ? {} : { SEARCH_URL: `${SERVER.replace(/\/$/, '')}/?index=${ALIAS}` };
  return startPlatformProcess(state, { RATE_LIMIT: '0', ...search }, root);
}

async function fill(copies: ProgramCopies): Promise<void> {
  const platform = await start(copies.with);
  const pid = platform.child.pid ?? 0;
  await settle(platform);
  const startedAt = performance.now();
  await platform.importDemo(COUNT);
  await platform.waitUntilIdle();
  const importedAt = performance.now();
  const cpuBefore = processCpuMs(pid);
  let [seen, seenAt, cpuMs] = [-1, importedAt, 0];
  const atImport = await vectors();
  // Profiles in a language that the model does not know have no vector, so the count of profiles is not reached.
  while (performance.now() - seenAt < SETTLED_MS) {
    await sleep(LOOK_MS);
    const now = await vectors();
    if (now !== seen) [seen, seenAt, cpuMs] = [now, performance.now(), processCpuMs(pid) - cpuBefore];
  }
  console.log(
    `${COUNT} profiles: imported in ${seconds(importedAt - startedAt)} s with ${atImport} vectors; ${seen} vectors ${seconds(seenAt - importedAt)} s later (CPU ${seconds(cpuMs)} s)`,
  );
  await platform.stop();
}

async function ask(copies: ProgramCopies, name: keyof ProgramCopies, questions: string[]): Promise<void> {
  const platform = await start(copies[name]);
  const pid = platform.child.pid ?? 0;
  await settle(platform);
  const idle = await memoryOf(pid);
  const times: number[] = [];
  let [alone, missing, cpuBefore] = [0, 0, 0];
  for (const [at, question] of questions.entries()) {
    if (at === WARM_UP) cpuBefore = processCpuMs(pid);
    const askedAt = performance.now();
    const answer = await fetch(
      `${platform.api}/search?${new URLSearchParams({ q: question, plain: 'true' })}`,
    );
    const { meaning } = (await answer.json()) as SearchResponse;
    if (at >= WARM_UP) times.push(performance.now() - askedAt);
    alone += meaning?.alone.length ?? 0;
    if (meaning?.missing) missing++;
  }
  const cpuMs = (processCpuMs(pid) - cpuBefore) / times.length;
  const asked = await memoryOf(pid);
  const at = (share: number) => quantile(times, share).toFixed(1);
  console.log(
    `${name}: wall p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)} ms, CPU ${cpuMs.toFixed(1)} ms a question; ${alone} found by meaning alone, ${missing} without meaning; ` +
      `memory ${idle.total} MiB (own ${idle.own}) idle, ${asked.total} (own ${asked.own}) after the questions; load ${loadavg()[0]?.toFixed(1)}`,
  );
  await platform.stop();
}

/** Different ones: three to six words, each half from one bio, so that few profiles contain all. */
function makeQuestions(): string[] {
  const random = seededRandom(5);
  const bios = [...demoProfiles({ count: 4_000, seed: 2 })].flatMap(({ profile }) => profile?.bio ?? []);
  const words = bios.map((bio) => bio.match(/\p{L}{4,}/gu) ?? []).filter(({ length }) => length > 2);
  const draw = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const some = () => {
    const one = draw(words) ?? [];
    return Array.from({ length: 1 + Math.floor(random() * 3) }, () => draw(one) ?? '');
  };
  const questions = new Set<string>();
  while (questions.size < WARM_UP + QUESTIONS) questions.add([...some(), ...some()].join(' '));
  return [...questions];
}

async function vectors(): Promise<number> {
  if (SERVER === undefined) return countVectors(state);
  const client = connectElasticsearch(SERVER);
  try {
    const body = { query: { exists: { field: 'vector' } } };
    await client.request({ method: 'POST', path: `/${ALIAS}/_refresh`, accept: [404] });
    const answer = await client.request<{ count?: number }>({
      ...{ method: 'POST', path: `/${ALIAS}/_count`, body, accept: [404] },
    });
    return answer.body.count ?? 0;
  } finally {
    await client.close();
  }
}

/** Resident memory of a process, and its part that is no mapped file, in MiB. Linux only. */
async function memoryOf(pid: number): Promise<{ total: number; own: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { total: mebibytes('VmRSS'), own: mebibytes('RssAnon') };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
