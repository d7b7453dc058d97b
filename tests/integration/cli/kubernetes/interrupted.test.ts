import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { Place } from './cluster.ts';
import { createPlace, ROOT, skipReason } from './cluster.ts';

/** `KILLS=20` is the long run. */
const KILLS = Number(process.env.KILLS ?? 3);
const SEED = Number(process.env.SEED ?? 1);
const ARGS = ['--until', 'workloads', '-o', 'json', '--timeout', '180s'];

describe('a command that is killed at any moment', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  let whole: string[];
  let tookMs = 0;
  before(async () => {
    place = await createPlace();
    const began = performance.now();
    const run = await place.cli(['up', ...ARGS]);
    tookMs = performance.now() - began;
    assert.equal(run.code, 0, run.stdout);
    whole = await end(place);
  });
  after(() => place?.dispose());

  test(`leaves what the next one finishes: up, and down, killed ${KILLS} times each`, async () => {
    const random = seededRandom(SEED);
    for (let kill = 1; kill <= KILLS; kill++) {
      await killed(place, ['down', '--delete-data', '--yes', '-o', 'json'], random() * tookMs * 1.5);
      const down = await place.cli(['down', '--delete-data', '--yes', '-o', 'json', '--timeout', '120s']);
      assert.equal(down.code, 0, `${kill}: ${down.stdout}`);
      assert.deepEqual(await place.inventory(), [], `${kill}: nothing is left`);

      await killed(place, ['up', ...ARGS], random() * tookMs);
      const secret = await credentials(place);
      const up = await place.cli(['up', ...ARGS]);
      assert.equal(up.code, 0, `${kill}: ${up.stdout}`);
      assert.deepEqual(await end(place), whole, `${kill}: the same end`);
      if (secret !== '') assert.equal(await credentials(place), secret, `${kill}: the same credentials`);
    }
  });
});

/** Starts the command and kills it after that time, unless it is done before. */
async function killed({ home, name }: Place, args: string[], afterMs: number): Promise<void> {
  const env = {
    ...process.env,
    GITHUB_ACTIONS: '',
    INFLUSCOPE_HOME: home,
    INFLUSCOPE_TARGET: 'kubernetes',
  };
  const child = spawn(process.execPath, [join(ROOT, 'cli/main.ts'), ...args, '--name', name], {
    env,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const moment = new AbortController();
  await Promise.race([ended, sleep(afterMs, undefined, { signal: moment.signal })]);
  moment.abort();
  child.kill('SIGKILL');
  await ended;
}

/** What there is in the end, without what is named by chance. */
async function end(place: Place): Promise<string[]> {
  const objects = await place.inventory();
  return [
    ...new Set(
      objects
        .filter((object) => !/^(endpointslice|controllerrevision|replicaset|pod)/.test(object))
        .map((object) => object.replace(/pvc-[0-9a-f-]{36}/, 'pvc')),
    ),
  ];
}

function credentials({ kubectl, name }: Place): Promise<string> {
  return kubectl(
    'get',
    'secret',
    'influscope-credentials',
    '-n',
    name,
    '-o',
    'jsonpath={.data}',
    '--ignore-not-found',
  );
}
