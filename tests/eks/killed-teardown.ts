import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { makeCluster } from './make-cluster.ts';
import { createPlace } from './place.ts';

/** How often it is killed, with which series of chance; `EKSCTL` names a real eksctl in place of the stand-in. */
const KILLS = Number(process.env.KILLS ?? 20);
const SEED = Number(process.env.SEED ?? 1);
const { EKSCTL } = process.env;
const STAND_IN = fileURLToPath(new URL('./eksctl-delete-process.ts', import.meta.url));
const ARGS = ['down', '--delete-data', '--yes'];

const place = createPlace();
place.eksctl(EKSCTL ? `exec '${EKSCTL}' "$@"` : `exec '${process.execPath}' '${STAND_IN}' "$@"`);
const signal = AbortSignal.timeout(3_600_000);
const neighbour = `${place.name}-2`;
const ids = async (name: string) => {
  const account = createSweptAccount(place.aws, { name, region: 'us-east-1' });
  return (await takeInventory(account, signal)).owned.map(({ id }) => id).toSorted();
};
const make = async (name: string) => {
  await makeCluster(place.aws, name, signal);
  const url = `${process.env.AWS_ENDPOINT_URL}/_lab/leave`;
  await (await fetch(url, { method: 'POST', body: JSON.stringify({ cluster: name }) })).text();
  await (await place.aws.logs()).createLogGroup({ logGroupName: `/aws/eks/${name}/cluster` });
};
after(() => place.dispose());

test(`a teardown that is killed ${KILLS} times at any moment is finished by the next, and nothing else is touched`, async () => {
  const random = seededRandom(SEED);
  await place.reset();
  await place.faults({ stack_delay_s: 0.5 });
  await make(neighbour);
  const before = await ids(neighbour);
  await make(place.name);
  const began = performance.now();
  assert.equal((await place.cli(ARGS)).code, 0);
  const tookMs = performance.now() - began;
  const moments: string[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    await make(place.name);
    const had = await ids(place.name);
    const { child, closed: ended } = place.start('cli/main.ts', [...ARGS, '--output', 'json']);
    const moment = random() * tookMs;
    await Promise.race([ended, sleep(moment)]);
    child.kill('SIGKILL');
    await ended;
    const between = await ids(place.name);
    const run = await place.cli(ARGS);
    assert.equal(run.error, undefined, `${kill}, killed after ${Math.round(moment)} ms`);
    assert.equal(run.code, 0);
    assert.deepEqual(await ids(place.name), []);
    assert.deepEqual(await ids(neighbour), before, `${kill}: the neighbour is as it was`);
    moments.push(`${Math.round(moment)} ms: ${between.length} of ${had.length} left`);
  }
  process.stdout.write(`${moments.join('\n')}\n`);
});
