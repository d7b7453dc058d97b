import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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
const UP = REAL
  ? (['cli/main.ts', ['up', '--yes', '--until', 'workloads', '--output', 'json']] as const)
  : (['tests/eks/up-cluster-process.ts', []] as const);
/** The emulation is slowed down, so that every phase is met. */
const DELAYS = { stack_delay_s: REAL ? 15 : 1.5, addon_delay_s: 0.5 };

let place: Place;
let whole: { inventory: unknown; ms: number };

before(async () => {
  place = createPlace();
  if (REAL) place.eksctl('real');
  await place.reset();
  await place.faults(DELAYS);
  const started = performance.now();
  const log = join(place.folder, 'whole.log');
  const child = place.start(UP[0], [...UP[1]], log);
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 0, readFileSync(log, 'utf8'));
  whole = { inventory: await place.inventory(), ms: performance.now() - started };
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

const random = seededRandom(SEED);
for (let round = 1; round <= KILLS; round++) {
  // Where most of the time goes something is nearly always going on; a fifth of the kills come after it.
  const fraction = random();
  const withEksctl = random() < 0.5;
  const at = `${Math.round(fraction * 100)} % of the time`;
  test(`kill ${round}: at ${at}${withEksctl ? ', eksctl too' : ''}, comes to the same end when run again`, async (t) => {
    await place.reset();
    await place.faults(DELAYS);
    const log = join(place.folder, `${round}.log`);
    const child = place.start(UP[0], [...UP[1]], log);
    const closed = once(child, 'close');
    await Promise.race([sleep(fraction * whole.ms), closed]);
    const eksctl = eksctlOf(place);
    child.kill('SIGKILL');
    await closed;
    if (withEksctl && eksctl !== null) {
      try {
        process.kill(-eksctl, 'SIGKILL');
      } catch {
        // It had ended by itself.
      }
    }
    const again = join(place.folder, `${round}-again.log`);
    const [code] = (await once(place.start(UP[0], [...UP[1]], again), 'close')) as [number];
    assert.equal(code, 0, readFileSync(again, 'utf8').split('\n').slice(-6).join('\n'));
    assert.deepEqual(await place.inventory(), whole.inventory);
    const followed = readFileSync(again, 'utf8').includes('"eksctl_running"');
    t.diagnostic(
      `eksctl ${eksctl === null ? 'was not running' : followed ? 'was followed to its end' : 'was not met again'}`,
    );
  });
}
