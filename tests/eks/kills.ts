import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { seededRandom } from '../support/seeded-random.ts';
import type { Place } from './place.ts';
import { createPlace } from './place.ts';

/**
 * How often `up` is killed, and with what: `EKS_KILLS=16`, and `EKS_REAL=1` for the real eksctl. With that the platform is
 * deployed too; otherwise a round ends when the cluster is there.
 */
const KILLS = Number(process.env.EKS_KILLS ?? 4);
const REAL = process.env.EKS_REAL === '1';
const SEED = Number(process.env.EKS_SEED ?? 20261123);
const UP: readonly [script: string, args: readonly string[]] = REAL
  ? ['cli/main.ts', ['up', '--yes', '--until', 'workloads', '--output', 'json']]
  : ['tests/eks/up-cluster-process.ts', []];
/** The emulation is slowed down, so that every phase is met. */
const DELAYS = { stack_delay_s: REAL ? 15 : 1.5, addon_delay_s: 0.5 };
/** After the event at which it is killed; what it does between two events is met too. */
const LATER_MS = 400;

let place: Place;
let whole: { inventory: unknown; events: number };

before(async () => {
  place = createPlace();
  if (REAL) place.eksctl('real');
  await place.reset();
  await place.faults(DELAYS);
  const { closed, told } = place.start(...UP);
  assert.equal(await closed, 0, told.join('\n'));
  whole = { inventory: await place.inventory(), events: told.length };
});
after(() => place?.dispose());

/** The pid of an eksctl that was started, if its note is there. */
function eksctlOf({ folder, name }: Place): number | null {
  try {
    const note = readFileSync(join(folder, 'home/platforms', name, 'eksctl.json'), 'utf8');
    return (JSON.parse(note) as { pid: number }).pid;
  } catch {
    return null;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}

const random = seededRandom(SEED);
for (let round = 1; round <= KILLS; round++) {
  const fraction = random();
  const laterMs = random() * LATER_MS;
  const withEksctl = random() < 0.5;
  const name = `kill ${round}: ${Math.round(fraction * 100)} % through${withEksctl ? ', eksctl too' : ''}, comes to the same end`;
  test(name, async (t) => {
    await place.reset();
    await place.faults(DELAYS);
    const reached = Promise.withResolvers<void>();
    const first = place.start(...UP, (count) => {
      if (count === 1 + Math.floor(fraction * whole.events)) setTimeout(reached.resolve, laterMs);
    });
    await Promise.race([reached.promise, first.closed]);
    const eksctl = eksctlOf(place);
    first.child.kill('SIGKILL');
    await first.closed;
    if (withEksctl && eksctl !== null) killGroup(eksctl);
    const again = place.start(...UP);
    assert.equal(await again.closed, 0, again.told.slice(-6).join('\n'));
    assert.deepEqual(await place.inventory(), whole.inventory);
    const followed = again.told.some((line) => line.includes('"eksctl_running"'));
    const met = followed ? 'was followed to its end' : 'was at work';
    t.diagnostic(
      `eksctl ${eksctl === null ? 'was not at work' : met}; last was ${first.told.at(-1)?.slice(0, 120)}`,
    );
  });
}
