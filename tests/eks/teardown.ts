// Long: all tests share one account and what a deleted cluster leaves.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { keptVolumes } from '#cli/targets/eks/kept-data/kept-volumes.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { makeCluster, makeStack } from './make-cluster.ts';
import type { Place, Run } from './place.ts';
import { createPlace } from './place.ts';

const STAND_IN = fileURLToPath(new URL('./eksctl-delete-process.ts', import.meta.url));
const CREATES = fileURLToPath(new URL('./eksctl-process.ts', import.meta.url));
const ALL = ['down', '--delete-data', '--yes'];
const region = 'us-east-1';

let place: Place;
let signal: AbortSignal;
beforeEach(async () => {
  signal = AbortSignal.timeout(300_000);
  place = createPlace();
  await place.reset();
  place.eksctl(`exec '${process.execPath}' '${STAND_IN}' "$@"`);
});
afterEach(() => place.dispose());

const owned = async (name: string) =>
  (await takeInventory(createSweptAccount(place.aws, { name, region }), signal)).owned;
const ids = async (name: string) => (await owned(name)).map(({ id }) => id).toSorted();
/** What Kubernetes leaves in a network: a balancer, its group, an interface, a volume. */
const leave = async (cluster: string) => {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL}/_lab/leave`, {
    method: 'POST',
    body: JSON.stringify({ cluster }),
  });
  return (await answer.json()) as { sg: string; elb: string; eni: string; volume: string };
};
const whole = async (name = place.name) => {
  await makeCluster(place.aws, name, signal);
  const left = await leave(name);
  await (await place.aws.logs()).createLogGroup({ logGroupName: `/aws/eks/${name}/cluster` });
  return left;
};
const bill = ({ events }: Run) =>
  events.findLast((event): event is EventOf<'receipt'> => event.type === 'receipt')?.bill;
const warnings = ({ events }: Run) =>
  events
    .flatMap((event) => (event.type === 'note' && event.level === 'warn' ? [event.message] : []))
    .join('\n');

/** Ended well, with nothing left, and a receipt that says so. */
async function assertGone(run: Run, name = place.name): Promise<void> {
  assert.equal(run.error, undefined);
  assert.equal(run.code, 0);
  assert.deepEqual(await owned(name), []);
  const receipt = bill(run);
  assert.equal(receipt?.complete, true);
  assert.deepEqual(
    receipt?.resources.filter(({ status }) => status !== 'gone'),
    [],
  );
  assert.equal(receipt?.month, 0);
  assert.deepEqual(JSON.parse(readFileSync(receipt?.file ?? '', 'utf8')), receipt);
}

test('takes a cluster and what it left away, shows it before, and touches none that is called alike', async () => {
  const left = await whole();
  const others = [`${place.name}-2`, `${place.name}2`];
  for (const other of others) await whole(other);
  const before = await Promise.all(others.map(ids));
  const run = await place.cli(ALL);
  await assertGone(run);
  assert.deepEqual(await Promise.all(others.map(ids)), before);
  const plan = run.events.find((event) => event.type === 'teardown');
  for (const id of [...Object.values(left), `/aws/eks/${place.name}/cluster`]) {
    assert.ok(
      plan?.resources.some((one) => one.id === id && one.action === 'delete' && one.owned_by !== ''),
      id,
    );
    assert.ok(
      bill(run)?.resources.some((one) => one.id === id && one.status === 'gone'),
      id,
    );
  }
});

test('finds nothing the second time, and ends well', async () => {
  await whole();
  await place.cli(ALL);
  await assertGone(await place.cli(ALL));
});

test('asks before it deletes, and refuses without a terminal', async () => {
  await whole();
  const before = await ids(place.name);
  const run = await place.cli(['down', '--delete-data']);
  assert.equal(run.code, 2);
  assert.equal(run.error?.code, 'teardown_undecided');
  const undecided = await place.cli(['down', '--yes']);
  assert.equal(undecided.code, 2);
  assert.equal(undecided.error?.code, 'data_undecided');
  assert.deepEqual(await ids(place.name), before);
});

test('continues by itself if eksctl is missing, fails, is killed or gives up', async () => {
  for (const [script, said] of [
    [false, /not installed/],
    ["echo 'panic: nil pointer'; exit 2", /crashed/],
    ['kill -9 $$', /was killed/],
    ["echo 'Error: no luck' >&2; exit 1", /no luck/],
  ] as const) {
    await place.reset();
    await whole();
    place.eksctl(script);
    const run = await place.cli(ALL);
    assert.match(warnings(run), said);
    await assertGone(run);
  }
});

test('deletes protected stacks where the control plane is gone', async () => {
  await whole();
  const eks = await place.aws.eks();
  await eks.deleteNodegroup({ clusterName: place.name, nodegroupName: 'workers' });
  await eks.deleteCluster({ name: place.name });
  await assertGone(await place.cli(ALL));
});

test('deletes what a creation that was rolled back left', async () => {
  await place.faults({ fail_stack: [{ op: 'create', match: 'cluster', times: 1, reason: 'too many VPCs' }] });
  await makeStack(
    place.aws,
    place.name,
    `eksctl-${place.name}-cluster`,
    { Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } } },
    signal,
  );
  await assertGone(await place.cli(ALL));
});

test('deletes a stack again that did not go the first time', async () => {
  await whole();
  await place.faults({
    fail_stack: [{ op: 'delete', match: 'cluster$', times: 2, reason: 'has dependencies', resource: 'VPC' }],
  });
  await assertGone(await place.cli(ALL));
});

test('names what still bills, its price and the command that removes it, where one call is not allowed', async () => {
  const { volume } = await whole();
  await place.faults({ deny: ['ec2:DeleteVolume'] });
  const run = await place.cli(ALL);
  assert.equal(run.code, 3);
  assert.equal(run.error?.code, 'still_bills');
  assert.match(
    run.error?.message ?? '',
    new RegExp(`volume ${volume} \\(\\$0\\.64 a month; .*ec2:DeleteVolume`),
  );
  assert.match(
    hintText(run.error?.hint),
    new RegExp(`aws ec2 delete-volume --volume-id ${volume} --region us-east-1`),
  );
  assert.deepEqual(await ids(place.name), [volume]);
  await place.faults({});
  await assertGone(await place.cli(ALL));
});

test('does not say that nothing bills where it may not look', async () => {
  await whole();
  await place.faults({
    deny: ['elasticloadbalancing:DescribeLoadBalancers', 'ec2:DescribeNetworkInterfaces'],
  });
  const run = await place.cli(ALL);
  assert.equal(run.code, 3);
  assert.ok(bill(run)?.unseen.some(({ kind }) => kind === 'classic-balancer'));
  await place.faults({});
  await assertGone(await place.cli(ALL));
});

test('takes no node from under a cluster that it may not delete', async () => {
  await whole();
  const deny = ['cloudformation:DeleteStack', 'eks:DeleteCluster', 'eks:DeleteNodegroup'];
  await place.faults({ deny });
  const run = await place.cli(ALL);
  assert.equal(run.code, 3);
  const left = (await owned(place.name)).map(({ kind }) => kind);
  for (const kind of ['cluster', 'nodegroup', 'instance', 'stack'] as const)
    assert.ok(left.includes(kind), kind);
  assert.ok(
    !left.includes('volume') || bill(run)?.resources.every(({ kind, id }) => kind !== 'volume' || id),
  );
  await place.faults({});
  await assertGone(await place.cli(ALL));
});

test('comes to its end although AWS throttles three of ten requests', async () => {
  await whole();
  await place.faults({ throttle_percent: 30 });
  const run = await place.cli(ALL);
  await place.faults({});
  await assertGone(run);
});

test('reports credentials that expire during the run, saves what it saw, and continues with new ones', async () => {
  await whole();
  let expired: Promise<void> | undefined;
  const run = await place.cli(ALL, {
    onEvent(event) {
      if (event.type === 'object') expired ??= place.faults({ credentials: 'expired' });
    },
  });
  await expired;
  assert.equal(run.code, 1);
  assert.equal(run.error?.code, 'aws_credentials_expired');
  assert.equal(bill(run)?.complete, false);
  assert.ok(bill(run)?.resources.some(({ kind, status }) => kind === 'cluster' && status === 'there'));
  await place.faults({});
  await assertGone(await place.cli(ALL));
});

test('keeps the volumes of claims, says what they cost, and deletes them when asked to', async () => {
  const { volume } = await whole();
  const run = await place.cli(['down', '--keep-data', '--yes']);
  assert.equal(run.code, 0);
  assert.deepEqual(await ids(place.name), [volume]);
  const kept = bill(run)?.resources.filter(({ status }) => status === 'kept');
  assert.deepEqual(
    kept?.map(({ id, month }) => [id, month]),
    [[volume, 0.64]],
  );
  assert.match(
    run.events.map((event) => ('message' in event ? event.message : '')).join('\n'),
    /cost \$0\.64 a month/,
  );
  const [present] = await owned(place.name);
  assert.match(present?.tags['influscope.io/kept-at'] ?? '', /^\d{4}-\d\d-\d\dT/);
  // It is of another namespace: the instance itself has none to mount.
  assert.deepEqual(await keptVolumes(place.aws, place.name, signal), []);
  const again = await place.cli(['down', '--keep-data', '--yes']);
  assert.equal(again.code, 0);
  assert.deepEqual(await ids(place.name), [volume]);
  await assertGone(await place.cli(ALL));
});

test('every receipt is kept', async () => {
  await whole();
  await place.cli(ALL);
  await place.cli(ALL);
  const files = readdirSync(join(place.folder, 'home', 'platforms', place.name, 'receipts'));
  assert.equal(files.filter((file) => file.endsWith('.json')).length, 2);
  assert.equal(files.filter((file) => file.endsWith('.txt')).length, 2);
});

test('stops the eksctl of a creation that was killed, and takes what it made', async () => {
  await place.faults({ stack_delay_s: 1 });
  place.eksctl(
    `case $1 in delete) exec '${process.execPath}' '${STAND_IN}' "$@";; *) exec '${process.execPath}' '${CREATES}' "$@";; esac`,
  );
  const up = place.start('cli/main.ts', ['up', '--yes', '--output', 'json']);
  const stacks = () => listClusterStacks(place.aws, place.name, signal);
  while ((await stacks()).length === 0) await sleep(50, undefined, { signal });
  up.child.kill('SIGKILL');
  await up.closed;
  const run = await place.cli(ALL);
  await assertGone(run);
  const told = run.events.flatMap((one) =>
    one.type === 'note' && one.code === 'eksctl_running' ? one.message : [],
  );
  const pid = Number(/pid=(\d+)/.exec(told.join())?.[1]);
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});
