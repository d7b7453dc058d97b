import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchResponse } from '#contract/query/search.ts';
import { eventually } from '#tests/support/eventually.ts';
import { isAlive, waitUntilGone } from '#tests/support/platform/processes.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { AttackedInstance } from './matrix/attacked-instance.ts';
import { acceptedRows, createAttackedInstance, errorOf } from './matrix/attacked-instance.ts';
import { choose, moments } from './matrix/extent.ts';

const ROWS = 300;
const random = seededRandom(37);
const COMMANDS = ['import', 'reindex', 'deploy', 'down', 'forget'] as const;
const VICTIMS = ['instance', 'command'] as const;
const CASES = COMMANDS.flatMap((command) => VICTIMS.map((victim) => ({ command, victim })));

describe('kill -9 at any moment', { timeout: 1_800_000 }, () => {
  let instance: AttackedInstance;
  let total = 0;
  let runs = 0;

  before(async () => {
    instance = await createAttackedInstance();
    assert.equal((await instance.workplace.run(['up'])).code, 0);
    assert.equal((await instance.workplace.run(['import', `demo:${ROWS}`])).code, 0);
    total = await instance.recover();
  });
  after(() => instance?.dispose());

  /** A stored profile. */
  const anyProfile = async (): Promise<string> => {
    const { port } = instance.document();
    const found = await fetch(`http://127.0.0.1:${port}/search?source=demo&limit=1`);
    const [first] = ((await found.json()) as SearchResponse).data;
    return first?.id ?? assert.fail('no profile is stored');
  };
  const argsOf = async (command: (typeof COMMANDS)[number]): Promise<string[]> => {
    if (command === 'import') return ['import', `demo:${ROWS}`, '--seed', String(2_000 + ++runs)];
    if (command === 'forget') return ['forget', await anyProfile(), '--yes'];
    return [command];
  };
  /** Repeats a removal that was cut off: it must end, and leave one person less. */
  const finish = async (args: readonly string[]): Promise<void> => {
    const again = await instance.workplace.run([...args]);
    assert.equal(again.code, 0, again.stderr);
    total -= 1;
  };

  /** A killed instance keeps the lease of a rebuild until it runs out, after 30 seconds. */
  const untilReindexEnds = () =>
    eventually(
      async () => {
        const again = await instance.workplace.run(['reindex']);
        assert.equal(again.code, 0, again.stderr);
      },
      { timeoutMs: 90_000, everyMs: 2_000 },
    );

  for (const { command, victim } of choose(CASES, 1, random)) {
    const count = moments(command === 'reindex' ? 5 : 10, 1);
    test(`${command}: the ${victim} is killed at ${count} moments, and nothing accepted is lost`, async (context) => {
      const outcomes: Record<string, number> = {};
      if (command === 'reindex') await untilReindexEnds();
      const startedAt = performance.now();
      const calmArgs = await argsOf(command);
      const calm = instance.start(calmArgs);
      assert.equal(await calm.ended, 0, JSON.stringify(calm.events.at(-1)));
      const calmMs = performance.now() - startedAt;
      total += acceptedRows(calm.events) - (command === 'forget' ? 1 : 0);
      assert.equal(await instance.recover(), total);
      for (let moment = 0; moment < count; moment++) {
        const args = await argsOf(command);
        const running = instance.start(args);
        await sleep(calmMs * random());
        const { pid } = instance.document();
        if (victim === 'command') running.child.kill('SIGKILL');
        else if (pid !== null && isAlive(pid)) {
          process.kill(pid, 'SIGKILL');
          await waitUntilGone(pid);
        }
        const end = await running.ended;
        const error = errorOf(running.events);
        assert.notEqual(error?.code, 'bug', error?.message);
        if (victim === 'instance' && end !== 0) assert.ok(error?.hint, JSON.stringify(running.events.at(-1)));
        const outcome = end === 0 ? 'done' : String(error?.code ?? end);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        total += acceptedRows(running.events);
        const found = await instance.recover();
        if (command === 'forget') {
          if (end === 0) total -= 1;
          else await finish(args);
          assert.equal(await instance.recover(), total);
          continue;
        }
        assert.ok(found >= total, `${found} of ${total} after moment ${moment}`);
        total = found;
        if (command === 'reindex') await untilReindexEnds();
      }
      context.diagnostic(`${command}, ${victim}: ${JSON.stringify(outcomes)}`);
    });
  }
});
