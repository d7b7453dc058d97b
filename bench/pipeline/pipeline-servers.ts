/**
 * Demo profiles through the four services as processes on the servers that QUEUE_URL, SEARCH_URL, OBJECTS_URL name (with
 * RABBITMQ_MANAGEMENT_URL): rate, CPU a profile of each process and of each server on this machine, memory. The floor is a
 * raw `_bulk` of the very same documents and records into new indices of the same mappings, the middle of three rounds.
 * First, other profiles are imported, and the API asks the questions that it asks once of a new index: what is done once is no
 * cost of a profile. A server that has just started compiles its code during the first profiles, and the floor comes after them: so
 * all of it is measured again with other profiles.
 * SERVICES_NODE_OPTIONS: options of Node for the services; default: none, so that they use more memory than a pod has.
 * `node bench/pipeline/pipeline-servers.ts [count] [indexers]`.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRealBacking } from '#tests/faults/backing.ts';
import { countDocuments } from '#tests/faults/documents.ts';
import type { Fleet, Member } from '#tests/faults/fleet.ts';
import { startFleet } from '#tests/faults/fleet.ts';
import { importDemo } from '#tests/faults/importing.ts';
import { listeningProcess } from '../load/listening-process.ts';
import { processCpuMs } from '../load/process-cpu.ts';
import { quantile } from '../quantile.ts';
import { elasticsearchCpuMs, rawBulk } from './raw-bulk.ts';

const count = Number(process.argv[2] ?? 20_000);
const indexers = Number(process.argv[3] ?? 1);
const MIB = 1024 * 1024;
const ROUNDS = 3;
/** Imported before the measurement. */
const WARM = 2_000;
const WARM_SEED = 2;
/** Of the profiles of each measurement. */
const SEEDS = [1, 3];
/** The API is quiet when it used less processor time than this, milliseconds, for this long. */
const QUIET = { cpuMs: 30, forMs: 2_000, withinMs: 60_000 };
const search = new URL(process.env.SEARCH_URL ?? '').origin;
const queue = new URL(process.env.QUEUE_URL ?? '');
const objects = new URL(new URL(process.env.OBJECTS_URL ?? '').searchParams.get('endpoint') ?? 'http://none');
/** Elasticsearch reports its own processor time. */
const local = { rabbitmq: localProcess(queue, 5_672), minio: localProcess(objects, 80) };

const backing = await openRealBacking(undefined);
const fleet = await startFleet({
  env: { ...backing.env, AVATAR_FETCH: 'off', NODE_OPTIONS: process.env.SERVICES_NODE_OPTIONS ?? '' },
  counts: { analytics: 1, indexer: indexers, scraper: 1, api: 1 },
});
try {
  await importAll(WARM, WARM_SEED);
  await untilQuiet(fleet.of('api')[0]?.pid() ?? 0);
  for (const [i, seed] of SEEDS.entries()) await measure(seed, WARM + (i + 1) * count);
  await fleet.stop();
} finally {
  fleet.kill();
  await backing.remove();
}

/** Imports `count` profiles, of which no others have the seed; afterwards there are `all`. */
async function measure(seed: number, all: number): Promise<void> {
  const before = await readUse(fleet);
  const watching = new AbortController();
  const peaks = watchMemory(fleet.members, watching.signal);
  const startedAt = performance.now();
  await importAll(count, seed);
  const seconds = (performance.now() - startedAt) / 1_000;
  watching.abort();
  const memory = await peaks;
  const after = await readUse(fleet);
  const found = await countDocuments(fleet.of('api')[0]?.api ?? '');
  if (found !== all) throw new Error(`expected ${all} documents, found ${found}`);

  console.log(`${count} profiles, ${indexers} indexer(s): ${Math.round(count / seconds)} profiles/s`);
  console.log('process          CPU a profile   peak RSS');
  let sumUs = 0;
  for (const [name, ms] of after) {
    const us = ((ms - (before.get(name) ?? 0)) * 1_000) / count;
    const rss = memory.get(name);
    sumUs += us;
    console.log(
      `${name.padEnd(16)} ${us.toFixed(0).padStart(9)} us   ${rss ? `${Math.round(rss / MIB)} MiB` : ''}`,
    );
  }
  console.log(`${'all'.padEnd(16)} ${sumUs.toFixed(0).padStart(9)} us`);
  const ours = (after.get('elasticsearch') ?? 0) - (before.get('elasticsearch') ?? 0);
  const rounds = await rawBulk(backing.indices ?? '', ROUNDS);
  const rawCpuMs = quantile(
    rounds.map(({ cpuMs }) => cpuMs),
    0.5,
  );
  const rawSeconds = quantile(
    rounds.map((round) => round.seconds),
    0.5,
  );
  // The copies also hold the profiles from before.
  const [ourUs, rawUs] = [(ours * 1_000) / count, (rawCpuMs * 1_000) / all];
  const rawRate = all / rawSeconds;
  console.log(
    `elasticsearch: ${ourUs.toFixed(0)} us CPU a profile, raw _bulk of the same ${rounds[0]?.documents} documents ${rawUs.toFixed(0)} us: ${(ourUs / rawUs).toFixed(2)} of it`,
  );
  console.log(
    `raw _bulk alone: ${Math.round(rawRate)} profiles/s; the pipeline is ${(count / seconds / rawRate).toFixed(2)} of it`,
  );
}

/** Resolves when all are indexed. */
async function importAll(profiles: number, seed: number): Promise<void> {
  await importDemo(fleet, profiles, seed, AbortSignal.timeout(600_000)).done;
  const idle = `${fleet.of('indexer')[0]?.admin()}/queues/profile-events/idle?timeout_ms=600000`;
  await fetch(idle, { headers: { authorization: `Bearer ${fleet.token}` } });
}

async function untilQuiet(pid: number): Promise<void> {
  const deadline = performance.now() + QUIET.withinMs;
  while (performance.now() < deadline) {
    const before = processCpuMs(pid);
    await sleep(QUIET.forMs);
    if (processCpuMs(pid) - before < QUIET.cpuMs) return;
  }
}

/** CPU so far of each process, milliseconds. */
async function readUse(of: Fleet): Promise<Map<string, number>> {
  const use = new Map(of.members.map((member) => [member.name, processCpuMs(member.pid() ?? 0)]));
  for (const [name, pid] of Object.entries(local)) if (pid !== undefined) use.set(name, processCpuMs(pid));
  return use.set('elasticsearch', await elasticsearchCpuMs(search));
}

function localProcess({ port }: URL, usual: number): number | undefined {
  return listeningProcess(Number(port) || usual);
}

async function watchMemory(members: readonly Member[], signal: AbortSignal): Promise<Map<string, number>> {
  const peaks = new Map<string, number>();
  while (!signal.aborted) {
    for (const member of members) {
      const status = readFileSync(`/proc/${member.pid()}/status`, 'utf8');
      peaks.set(member.name, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024);
    }
    await sleep(200);
  }
  return peaks;
}
