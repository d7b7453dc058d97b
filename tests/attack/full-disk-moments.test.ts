import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SmallDisk } from '#tests/support/disk/small-disk.ts';
import { mountSmallDisk, NO_SMALL_DISK } from '#tests/support/disk/small-disk.ts';
import { eventually } from '#tests/support/eventually.ts';
import { processesIn } from '#tests/support/platform/processes.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { AttackedInstance, RunningCommand } from './matrix/attacked-instance.ts';
import { acceptedRows, createAttackedInstance, errorOf } from './matrix/attacked-instance.ts';
import { choose, moments } from './matrix/extent.ts';

const ROWS = 300;
const SEED = 29;
const random = seededRandom(SEED);
const FULL = /disk full|no room for a file|No space|ENOSPC/i;
/** The arguments of the n-th run. */
const COMMANDS: Record<string, (run: number) => string[]> = {
  import: (run) => ['import', `demo:${ROWS}`, '--seed', String(1_000 + run)],
  reindex: () => ['reindex'],
  deploy: () => ['deploy'],
  down: () => ['down'],
};

describe('a disk that becomes full at any moment', { skip: NO_SMALL_DISK, timeout: 1_800_000 }, () => {
  let disk: SmallDisk;
  let instance: AttackedInstance;
  let total = 0;
  let runs = 0;

  before(async () => {
    disk = mountSmallDisk(256);
    instance = await createAttackedInstance(disk.path);
    assert.equal((await instance.workplace.run(['up'])).code, 0);
    assert.equal((await instance.workplace.run(['import', `demo:${ROWS}`])).code, 0);
    total = await instance.recover();
  });
  after(async () => {
    disk?.free();
    await instance?.dispose();
    try {
      // A process that continues without a record would write to the same stores as the next one.
      if (disk) await eventually(async () => assert.deepEqual(processesIn(disk.path), []));
    } finally {
      disk?.[Symbol.dispose]();
    }
  });

  /** Ends, or says that it waits: then there is room again, and it must end well. */
  async function follow({ events, ended }: RunningCommand): Promise<number | string> {
    let code: number | string | undefined;
    void ended.then((one) => {
      code = one;
    });
    const waits = () =>
      events.some(
        (event) =>
          (event.type === 'progress' && event.waiting !== undefined) ||
          (event.type === 'note' && event.code === 'ready_waiting' && FULL.test(event.message)),
      );
    const said = async () => assert.ok(code !== undefined || waits(), JSON.stringify(events));
    await eventually(said, { timeoutMs: 60_000 }).finally(disk.free);
    const waited = code === undefined;
    const last = await ended;
    if (waited) assert.equal(last, 0, JSON.stringify(events.at(-1)));
    return last;
  }

  for (const name of choose(Object.keys(COMMANDS), 1, random)) {
    const count = moments(20, 1);
    test(`${name}: ${count} moments, nothing accepted is lost, and it explains itself`, async (context) => {
      const outcomes: Record<string, number> = {};
      const argsOf = COMMANDS[name] ?? assert.fail();
      const startedAt = performance.now();
      const calm = instance.start(argsOf(++runs));
      assert.equal(await calm.ended, 0, JSON.stringify(calm.events.at(-1)));
      const calmMs = performance.now() - startedAt;
      total += acceptedRows(calm.events);
      assert.equal(await instance.recover(), total);
      for (let moment = 0; moment < count; moment++) {
        const command = instance.start(argsOf(++runs));
        await sleep(calmMs * random());
        disk.fill();
        const code = await follow(command);
        const error = errorOf(command.events);
        if (code !== 0) assert.match(error?.message ?? '', FULL, JSON.stringify(command.events));
        const outcome = code === 0 ? 'done' : (error?.code ?? 'unexplained');
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        total += acceptedRows(command.events);
        const found = await instance.recover();
        // Rows that were accepted after the last report may be there too.
        assert.ok(found >= total, `${found} of ${total} after moment ${moment}`);
        total = found;
      }
      context.diagnostic(`${name}: ${JSON.stringify(outcomes)}`);
    });
  }
});
