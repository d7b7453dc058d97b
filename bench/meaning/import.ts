/**
 * How much embedding slows an import down: `npm run bench:meaning-import -- [count] [rounds]`, 20,000 profiles and 6 rounds by default. Each
 * round imports the same demo profiles through a whole platform process twice, with and without the data package, in turn.
 * Then one instance with the data imports `embed` more profiles, if a third number is given, and the time until all have a vector is printed.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { processCpuMs } from '../load/process-cpu.ts';
import { quantile } from '../quantile.ts';
import { countVectors } from './count-vectors.ts';
import { copyPrograms, settle } from './program-copies.ts';

const COUNT = Number(process.argv[2] ?? 20_000);
const ROUNDS = Number(process.argv[3] ?? 6);
const EMBED = Number(process.argv[4] ?? 0);
const LOOK_MS = 500;

if (meaningData.skip) {
  console.log(meaningData.skip);
  process.exit();
}
const folder = await mkdtemp(join(tmpdir(), 'influscope-import-'));
try {
  const copies = await copyPrograms(folder);
  const times = { without: [] as number[], with: [] as number[] };
  const cpu = { without: [] as number[], with: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const order = round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const);
    for (const name of order) {
      const took = await importOnce(copies[name], COUNT, `${name}-${round}`);
      times[name].push(took.ms);
      cpu[name].push(took.cpuMs);
    }
  }
  const ratios = times.with.map((ms, at) => (ms / (times.without[at] ?? ms) - 1) * 100).sort((a, b) => a - b);
  const row = (values: readonly number[]) => `median ${quantile(values, 0.5).toFixed(0)} ms`;
  console.log(
    `${COUNT} profiles, ${ROUNDS} rounds: without ${row(times.without)}, with ${row(times.with)}; CPU ${row(cpu.without)} and ${row(cpu.with)}`,
  );
  console.log(
    `slower by ${quantile(ratios, 0.5).toFixed(1)} % (median of the rounds: ${ratios.map((value) => value.toFixed(1)).join(', ')}); ` +
      `of the medians ${((quantile(times.with, 0.5) / quantile(times.without, 0.5) - 1) * 100).toFixed(1)} %; load ${loadavg()[0]?.toFixed(1)}`,
  );
  if (EMBED > 0) await embedAll(copies.with);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function importOnce(root: string, count: number, name: string) {
  const state = join(folder, name);
  await mkdir(state);
  const platform = await startPlatformProcess(state, { RATE_LIMIT: '0' }, root);
  const pid = platform.child.pid ?? 0;
  await settle(pid);
  const before = processCpuMs(pid);
  const startedAt = performance.now();
  await platform.importDemo(count);
  await platform.waitUntilIdle();
  const ms = performance.now() - startedAt;
  const cpuMs = processCpuMs(pid) - before;
  const vectors = countVectors(state);
  console.log(`${name}: ${ms.toFixed(0)} ms, CPU ${cpuMs} ms, ${vectors} vectors at the end`);
  await platform.stop();
  await rm(state, { recursive: true });
  return { ms, cpuMs };
}

async function embedAll(root: string): Promise<void> {
  const state = join(folder, 'embed');
  await mkdir(state);
  const platform = await startPlatformProcess(state, { RATE_LIMIT: '0' }, root);
  const startedAt = performance.now();
  await platform.importDemo(EMBED);
  await platform.waitUntilIdle();
  const importedAt = performance.now();
  let seen = -1;
  let seenAt = importedAt;
  for (;;) {
    await sleep(LOOK_MS);
    const vectors = countVectors(state);
    if (vectors !== seen) [seen, seenAt] = [vectors, performance.now()];
    // Profiles without a text, or in a language that the model does not know, have no vector.
    else if (performance.now() - seenAt > 10_000) break;
  }
  console.log(
    `${EMBED} profiles: imported in ${((importedAt - startedAt) / 1_000).toFixed(0)} s, ${seen} embedded ${((seenAt - importedAt) / 1_000).toFixed(0)} s after that`,
  );
  await platform.stop();
}
