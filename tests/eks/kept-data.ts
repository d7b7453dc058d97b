import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openAws } from '#cli/aws/aws.ts';
import { AbortError } from '#cli/errors.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { keptVolumes, markMounted } from '#cli/targets/eks/kept-data/kept-volumes.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { makeBackup, putData } from './data-volume.ts';
import { makeCluster } from './make-cluster.ts';
import type { Place, Run } from './place.ts';
import { createPlace } from './place.ts';
import { openRewritingProxy } from './rewriting-proxy.ts';

const STAND_IN = fileURLToPath(new URL('./eksctl-delete-process.ts', import.meta.url));
const KEEP = ['down', '--keep-data', '--yes'];
const DELETE = ['down', '--delete-data', '--yes'];
/** Nothing listens there. */
const NOWHERE = 'https://127.0.0.1:9';

let place: Place;
let signal: AbortSignal;
beforeEach(async () => {
  signal = AbortSignal.timeout(300_000);
  place = createPlace();
  await place.reset();
  place.eksctl(`exec '${process.execPath}' '${STAND_IN}' "$@"`);
});
afterEach(() => place.dispose());

const snapshots = async () => {
  const { Snapshots = [] } = await (await place.aws.ec2()).describeSnapshots({ OwnerIds: ['self'] });
  return new Set(Snapshots.map(({ SnapshotId }) => SnapshotId));
};
const credentials = () => join(place.folder, 'home', 'platforms', place.name, 'kept-credentials.json');
const codes = ({ events }: Run) => events.flatMap((event) => (event.type === 'note' ? [event.code] : []));
const plan = ({ events }: Run) =>
  events.find((event): event is EventOf<'teardown'> => event.type === 'teardown')?.resources ?? [];
const bill = ({ events }: Run) =>
  events.findLast((event): event is EventOf<'receipt'> => event.type === 'receipt')?.bill;

/** AWS as it is, with a cluster whose API server does not answer. */
async function cutCluster(work: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const proxy = await openRewritingProxy(process.env.AWS_ENDPOINT_URL ?? '', (asked, body) =>
    asked.method === 'GET' && asked.url?.startsWith('/clusters/')
      ? body.replaceAll(/"endpoint": ?"[^"]*"/g, `"endpoint":"${NOWHERE}"`)
      : body,
  );
  try {
    await work({ AWS_ENDPOINT_URL: proxy.url });
  } finally {
    await proxy.close();
  }
}

test('backups with copied tags stay, whatever happens to the data', async () => {
  for (const args of [KEEP, DELETE]) {
    await place.reset();
    await makeCluster(place.aws, place.name, signal);
    const volume = await putData(place.aws, place.name, { signal });
    const backup = await makeBackup(place.aws, volume, { 'velero.io/backup': 'nightly' }, signal);
    const plain = await makeBackup(place.aws, volume, {}, signal);
    const run = await place.cli(args);
    assert.equal(run.error, undefined);
    assert.equal(run.code, 0);
    assert.ok(codes(run).includes('backups_stay'));
    assert.ok(!plan(run).some(({ kind }) => kind === 'snapshot'));
    const left = await snapshots();
    assert.ok(left.has(backup) && left.has(plain));
  }
});

test('a volume that was restored from a backup stays, with all the tags of the original', async () => {
  await makeCluster(place.aws, place.name, signal);
  const volume = await putData(place.aws, place.name, { signal });
  const SnapshotId = await makeBackup(place.aws, volume, {}, signal);
  const ec2 = await place.aws.ec2();
  const { Volumes: [original] = [] } = await ec2.describeVolumes({ VolumeIds: [volume] });
  const { VolumeId: restored = '' } = await ec2.createVolume({
    SnapshotId,
    AvailabilityZone: 'us-east-1a',
    TagSpecifications: [{ ResourceType: 'volume', Tags: original?.Tags ?? [] }],
  });
  assert.equal((await place.cli(DELETE)).code, 0);
  const { Volumes = [] } = await ec2.describeVolumes({});
  assert.deepEqual(
    Volumes.map(({ VolumeId }) => VolumeId),
    [restored],
  );
});

test('refuses to keep data whose credentials cannot be saved, and deletes nothing', async () => {
  await makeCluster(place.aws, place.name, signal);
  await putData(place.aws, place.name, { signal });
  const before = await place.inventory();
  await cutCluster(async (env) => {
    const run = await place.cli(KEEP, { env });
    assert.equal(run.code, 1);
    assert.equal(run.error?.code, 'credentials_unsaved');
    assert.match(hintText(run.error?.hint), /^\S*influscope doctor/);
  });
  assert.deepEqual(await place.inventory(), before);
  assert.ok(!existsSync(credentials()));
});

test('refuses to keep data whose credentials the cluster has lost, in whole or in part', async () => {
  await makeCluster(place.aws, place.name, signal);
  await putData(place.aws, place.name, { signal, credentials: false });
  const before = await place.inventory();
  const run = await place.cli(KEEP);
  assert.equal(run.error?.code, 'credentials_unsaved');
  assert.deepEqual(await place.inventory(), before);
});

test('continues without the cluster once the credentials are saved, and not after the data was used again', async () => {
  await makeCluster(place.aws, place.name, signal);
  const volume = await putData(place.aws, place.name, { signal });
  const stop = new AbortController();
  const first = await place.cli(KEEP, {
    signal: stop.signal,
    onEvent(event) {
      if (event.type === 'note' && event.code === 'volumes_kept') stop.abort(new AbortError('SIGINT'));
    },
  });
  assert.equal(first.code, 130);
  const saved = JSON.parse(readFileSync(credentials(), 'utf8')) as { data: Record<string, string> };
  assert.ok(saved.data['queue-password']);
  await cutCluster(async (env) => {
    await markMounted(place.aws, place.name, signal);
    assert.equal((await place.cli(KEEP, { env })).error?.code, 'credentials_unsaved');
  });
  assert.equal((await place.cli(KEEP)).code, 0);
  const [kept] = await keptVolumes(place.aws, place.name, signal);
  assert.equal(kept?.id, volume);
  await cutCluster(async (env) => assert.equal((await place.cli(KEEP, { env })).code, 0));
  assert.ok(existsSync(credentials()));
  assert.equal((await place.cli(DELETE)).code, 0);
  assert.ok(!existsSync(credentials()));
});

test('makes no cluster for kept data whose credentials are on another machine', async () => {
  await makeCluster(place.aws, place.name, signal);
  await putData(place.aws, place.name, { signal });
  assert.equal((await place.cli(KEEP)).code, 0);
  const elsewhere = { INFLUSCOPE_HOME: join(place.folder, 'elsewhere') };
  place.eksctl(null);
  const run = await place.up([], { env: elsewhere });
  assert.equal(run.code, 2);
  assert.equal(run.error?.code, 'credentials_missing');
  const { stacks } = (await place.inventory()) as { stacks: string[] };
  assert.deepEqual(stacks, []);
});

test('the plan after a teardown that kept the data has its volumes, and no load balancer', async () => {
  await makeCluster(place.aws, place.name, signal);
  await putData(place.aws, place.name, { signal });
  const remembered = join(place.folder, 'home', 'platforms', place.name, 'kubernetes.json');
  assert.equal((await place.cli(KEEP)).code, 0);
  assert.ok(!existsSync(remembered));
  place.eksctl(null);
  const run = await place.cli(['up', '--dry-run']);
  const spending = run.events.find((event): event is EventOf<'spending'> => event.type === 'spending');
  const exists = spending?.items.filter((item) => item.exists).map(({ what }) => what) ?? [];
  assert.ok(exists.length > 0 && exists.every((what) => what.endsWith('of data')), exists.join());
});

test('a fresh machine that looks into the wrong region learns the right one', async () => {
  await makeCluster(place.aws, place.name, signal);
  const before = await place.inventory();
  const env = { INFLUSCOPE_HOME: join(place.folder, 'fresh'), INFLUSCOPE_REGION: 'eu-west-1' };
  const run = await place.cli(DELETE, { env });
  assert.equal(run.code, 3);
  assert.equal(run.error?.code, 'other_region');
  assert.match(hintText(run.error?.hint), /--region us-east-1/);
  assert.deepEqual(await place.inventory(), before);
  await place.faults({ deny: ['ec2:DescribeRegions'] });
  assert.equal((await place.cli(DELETE, { env })).error?.code, 'regions_not_seen');
  await place.faults({});
  const right = await place.cli(DELETE, { env: { ...env, INFLUSCOPE_REGION: 'us-east-1' } });
  assert.equal(right.code, 0);
  const nothing = await place.cli(DELETE, { env });
  assert.equal(nothing.error, undefined);
  assert.equal(nothing.code, 0);
});

test('a cluster of the same name in another region does not spoil the end of this one', async () => {
  await makeCluster(place.aws, place.name, signal);
  const other = openAws({ region: 'eu-west-1', env: process.env });
  const { VolumeId } = await (await other.ec2()).createVolume({
    AvailabilityZone: 'eu-west-1a',
    Size: 1,
    TagSpecifications: [
      { ResourceType: 'volume', Tags: [{ Key: `kubernetes.io/cluster/${place.name}`, Value: 'owned' }] },
    ],
  });
  const run = await place.cli(DELETE, { env: { INFLUSCOPE_HOME: join(place.folder, 'fresh') } });
  assert.equal(run.code, 0);
  assert.ok(codes(run).includes('other_region'));
  const { Volumes = [] } = await (await other.ec2()).describeVolumes({});
  assert.deepEqual(
    Volumes.map((volume) => volume.VolumeId),
    [VolumeId],
  );
  other.close();
});

test('an interrupted teardown leaves a receipt and says what bills, in each phase', async () => {
  const phases: ((event: { type: string; step?: string; code?: string }) => boolean)[] = [
    ({ type, step }) => type === 'step' && step === 'inventory',
    ({ type }) => type === 'teardown',
    ({ code }) => code === 'context',
    ({ step }) => step === 'eksctl',
    ({ step }) => step === 'sweep',
  ];
  for (const [index, reached] of phases.entries()) {
    await place.reset();
    await place.faults({ stack_delay_s: 1 });
    await makeCluster(place.aws, place.name, signal);
    if (index === phases.length - 1) place.eksctl('exit 1');
    const stop = new AbortController();
    const run = await place.cli(DELETE, {
      signal: stop.signal,
      onEvent(event) {
        if (reached(event as { type: string })) stop.abort(new AbortError('SIGINT'));
      },
    });
    assert.equal(run.code, 130, `phase ${index}`);
    assert.equal(run.error?.code, 'interrupted');
    const receipt = bill(run);
    assert.equal(receipt?.complete, false, `phase ${index}`);
    assert.ok(existsSync(receipt?.file ?? ''));
    assert.ok(codes(run).includes('still_billing'), `phase ${index}`);
  }
});
