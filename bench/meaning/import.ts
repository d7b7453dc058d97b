/**
 * How much embedding slows an import down: `npm run bench:meaning-import -- [count] [rounds]`, 20,000 profiles and 6 rounds by default. Each
 * round imports the same demo profiles through a whole platform process twice, with and without the data package, in turn.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { processCpuMs } from '../load/process-cpu.ts';
import { quantile } from '../quantile.ts';
import { countVectors } from './count-vectors.ts';
import type { ProgramCopies } from './program-copies.ts';
import { copyPrograms, settle } from './program-copies.ts';

const COUNT = Number(process.argv[2] ?? 20_000);
const ROUNDS = Number(process.argv[3] ?? 6);

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
  const row = (values: readonly number[]) => `median ${quantile(values, 0.5).toFixed(0)} ms`;
  console.log(
    `${COUNT} profiles, ${ROUNDS} rounds: without ${row(times.without)}, with ${row(times.with)}; CPU ${row(cpu.without)} and ${row(cpu.with)}`,
  );
  console.log(`slower by ${compare(times)}; more CPU by ${compare(cpu)}; load ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function importOnce(root: string, count: number, name: string) {
  const state = join(folder, name);
  await mkdir(state);
  const platform = await startPlatformProcess(state, { RATE_LIMIT: '0' }, root);
  const pid = platform.child.pid ?? 0;
  await settle(platform);
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

/** How much larger the numbers with the encoder are, in percent: median of the rounds, and each of them. */
function compare(numbers: Readonly<Record<keyof ProgramCopies, readonly number[]>>): string {
  const ratios = numbers.with.map((value, at) => (value / (numbers.without[at] ?? value) - 1) * 100);
  ratios.sort((a, b) => a - b);
  return `${quantile(ratios, 0.5).toFixed(1)} % (median of the rounds: ${ratios.map((one) => one.toFixed(1)).join(', ')})`;
}
