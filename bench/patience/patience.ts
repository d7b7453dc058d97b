/**
 * Seeded runs of what takes time and heals by itself, several namespaces at the same time: `node bench/patience/patience.ts [runs] [seed]
 * [at once] [scale]` (default: 200 runs, seed 1, 4 at once, all times × 0.4; `DELAYS` chooses delays by a part of their name), with the KUBECONFIG of a test cluster with fake
 * nodes, and kubectl on PATH. Counts the deploys that failed, and prints the time from the moment when everything was ready, and the API
 * server answered, to the end of the command; the part of it in which a program that had crashed had to prove itself; and the time to the
 * event that says that everything is ready. Exits with 1 after a failed deploy. Ctrl-C prints what ran until then.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DELAYS } from '#tests/kubernetes/patience/delays.ts';
import type { Answer, Order } from '#tests/kubernetes/patience/patience-process.ts';
import { quantile } from '../quantile.ts';

const [RUNS = 200, SEED = 1, AT_ONCE = 4, SCALE = 0.4] = process.argv.slice(2).map(Number);
const CHOSEN = DELAYS.flatMap(({ name }, at) => (name.includes(process.env.DELAYS ?? '') ? [at] : []));
const PROCESS = fileURLToPath(
  new URL('../../tests/kubernetes/patience/patience-process.ts', import.meta.url),
);

interface Tally {
  runs: number;
  failed: number;
  faults: number;
  wastedMs: number[];
  settleMs: number[];
  unseenMs: number[];
}

const tallies = new Map<string, Tally>();
const loads: number[] = [];
const stopping = new AbortController();
let next = 0;

function count({ name, ...answer }: Answer, seed: number): void {
  const tally = tallies.get(name) ?? {
    runs: 0,
    failed: 0,
    faults: 0,
    wastedMs: [],
    settleMs: [],
    unseenMs: [],
  };
  tallies.set(name, tally);
  tally.runs++;
  loads.push(loadavg()[0] ?? 0);
  if (!('outcome' in answer)) {
    tally.faults++;
    process.stderr.write(`seed ${seed}, ${name}: the run itself failed: ${answer.fault}\n`);
    return;
  }
  const { code, stdout, wastedMs, settleMs, unseenMs, warnings } = answer.outcome;
  if (code !== 0) {
    tally.failed++;
    process.stderr.write(
      `seed ${seed}, ${name}: exit code ${code}\n${stdout.split('\n').slice(-4).join('\n')}\n`,
    );
    return;
  }
  tally.wastedMs.push(wastedMs);
  tally.settleMs.push(settleMs);
  tally.unseenMs.push(unseenMs);
  const told = warnings.length === 0 ? '' : `; warned of ${warnings.join(', ')}`;
  process.stderr.write(
    `seed ${seed}, ${name}: ${wastedMs.toFixed(0)} ms, ${unseenMs.toFixed(0)} ms until seen${told}\n`,
  );
}

async function work(child: ChildProcess): Promise<void> {
  while (next < RUNS && !stopping.signal.aborted) {
    const index = next++;
    const delay = CHOSEN[index % CHOSEN.length] ?? 0;
    const order: Order = { delay, seed: SEED * 10_000 + index, scale: SCALE };
    child.send(order);
    const [answer] = (await once(child, 'message', { signal: stopping.signal })) as [Answer];
    count(answer, order.seed);
  }
}

const row = (name: string, { runs, failed, faults, wastedMs, settleMs, unseenMs }: Tally) => {
  const shares = [0.5, 0.95, 1];
  const figures = [wastedMs, settleMs, unseenMs].flatMap((times) =>
    shares.map((one) => quantile(times, one)),
  );
  const cells = [runs, failed, faults, ...figures.map(Math.round)];
  return `${name.padEnd(82)}${cells.map((cell) => String(cell).padStart(8)).join('')}\n`;
};

const children = Array.from({ length: AT_ONCE }, () =>
  fork(PROCESS, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
);
process.once('SIGINT', () => stopping.abort());
try {
  await Promise.all(children.map(work));
} catch (error) {
  if (!stopping.signal.aborted) throw error;
} finally {
  for (const child of children) child.kill();
}
const all = [...tallies.values()];
const total: Tally = {
  runs: all.reduce((sum, { runs }) => sum + runs, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  faults: all.reduce((sum, { faults }) => sum + faults, 0),
  wastedMs: all.flatMap(({ wastedMs }) => wastedMs),
  settleMs: all.flatMap(({ settleMs }) => settleMs),
  unseenMs: all.flatMap(({ unseenMs }) => unseenMs),
};
const spread = ['median', '95 %', 'most'];
const heads = ['runs', 'failed', 'broken', ...spread, ...spread, ...spread];
const groups = ['wasted ms', 'of it settling ms', 'until seen ms'];
process.stdout.write(`${' '.repeat(106)}${groups.map((group) => group.padStart(24)).join('')}\n`);
process.stdout.write(`${'delay'.padEnd(82)}${heads.map((head) => head.padStart(8)).join('')}\n`);
for (const [name, tally] of tallies) process.stdout.write(row(name, tally));
process.stdout.write(row('all', total));
process.stdout.write(
  `seed ${SEED}, ${AT_ONCE} at once, times × ${SCALE}; load ${quantile(loads, 0.5).toFixed(1)} (median) on ${availableParallelism()} cores\n`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
