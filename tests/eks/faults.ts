// Long: all tests share one account and the check that a second run finishes.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import type { Place } from './place.ts';
import { createPlace } from './place.ts';
import { openRewritingProxy } from './rewriting-proxy.ts';

let place: Place;
beforeEach(async () => {
  await place?.dispose();
  place = createPlace();
  await place.reset();
  await place.faults({ stack_delay_s: 0.5 });
});
after(() => place?.dispose());

const said = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'note' ? [`${event.code}: ${event.message}`] : [])).join('\n');
const clusterStack = () => `eksctl-${place.name}-cluster`;

/** Whatever happened before: the same command comes to the same end. */
async function finishes(args: string[] = []): Promise<void> {
  await place.faults({ stack_delay_s: 0.2 });
  const again = await place.up(args);
  assert.equal(again.error, undefined);
  assert.equal(again.code, 0);
  const { clusters, nodegroups, addons, instances, vpcs } = (await place.inventory()) as Record<
    string,
    unknown
  >;
  assert.deepEqual(
    { clusters, nodegroups, addons, instances, vpcs },
    {
      clusters: [place.name],
      nodegroups: ['workers'],
      addons: ['aws-ebs-csi-driver', 'coredns', 'kube-proxy', 'vpc-cni'],
      instances: 2,
      vpcs: 1,
    },
  );
}

test('comes to its end although AWS throttles three of ten requests', async () => {
  await place.faults({ stack_delay_s: 0.5, throttle_percent: 30 });
  const run = await place.up();
  assert.equal(run.error, undefined);
  assert.equal(run.code, 0);
});

test('reports credentials that expire during the run, and continues with new ones', async () => {
  await place.faults({ stack_delay_s: 3 });
  let expired: Promise<void> | undefined;
  const run = await place.up([], {
    onEvent(event) {
      if (event.type === 'object' && event.step === 'cluster')
        expired ??= place.faults({ stack_delay_s: 3, credentials: 'expired' });
    },
  });
  await expired;
  assert.equal(run.code, 1);
  assert.equal(run.error?.code, 'aws_credentials_expired');
  await finishes();
});

test('names the one call that is not allowed, to it or to eksctl', async () => {
  await place.faults({ deny: ['cloudformation:DescribeStacks'] });
  const own = await place.up();
  assert.equal(own.error?.code, 'aws_denied');
  assert.match(own.error?.message ?? '', /cloudformation:DescribeStacks/);
  await place.faults({ stack_delay_s: 0.2, deny: ['eks:CreateAddon'] });
  const through = await place.up();
  assert.equal(through.error?.code, 'eksctl_failed');
  assert.match(through.error?.message ?? '', /eks:CreateAddon/);
  assert.match(hintText(through.error?.hint), /docs\/eks-policy\.json/);
  await finishes();
});

test('explains a cluster stack that was rolled back, and creates it again when asked to', async () => {
  const reason = 'The maximum number of VPCs has been reached.';
  await place.faults({
    stack_delay_s: 0.5,
    fail_stack: [{ op: 'create', match: clusterStack(), times: 1, reason, resource: 'VPC' }],
  });
  for (const run of [await place.up(), await place.up()]) {
    assert.equal(run.error?.code, 'cluster_broken');
    assert.match(
      run.error?.message ?? '',
      /is ROLLBACK_COMPLETE\n {2}AWS::EC2::VPC VPC: The maximum number of VPCs/,
    );
    assert.match(hintText(run.error?.hint), /L-F678F1CE.*up --repair/);
  }
  await finishes(['--repair']);
});

test('explains a node group that was rolled back, and creates it again when asked to', async () => {
  const reason = 'NodeCreationFailure: Instances failed to join the kubernetes cluster';
  await place.faults({
    stack_delay_s: 0.5,
    fail_stack: [{ op: 'create', match: 'nodegroup', times: 1, reason, resource: 'ManagedNodeGroup' }],
  });
  const run = await place.up();
  assert.equal(run.error?.code, 'cluster_broken');
  assert.match(
    run.error?.message ?? '',
    /nodegroup-workers is ROLLBACK_COMPLETE\n {2}AWS::EKS::Nodegroup.*failed to join/,
  );
  await finishes(['--repair']);
});

test('explains a stack that could not be deleted, and removes it when asked to', async () => {
  await place.up();
  await place.faults({
    stack_delay_s: 0.5,
    fail_stack: [
      {
        op: 'delete',
        match: 'nodegroup',
        times: 1,
        reason: 'has dependencies',
        resource: 'ManagedNodeGroup',
      },
    ],
  });
  const cloudformation = await place.aws.cloudformation();
  const StackName = `eksctl-${place.name}-nodegroup-workers`;
  await cloudformation.updateTerminationProtection({ StackName, EnableTerminationProtection: false });
  await cloudformation.deleteStack({ StackName });
  const run = await place.up();
  assert.equal(run.error?.code, 'cluster_broken');
  assert.match(run.error?.message ?? '', /is DELETE_FAILED\n {2}.*has dependencies/);
  await finishes(['--repair']);
});

test('does not touch a cluster of the same name that somebody else made', async () => {
  const cloudformation = await place.aws.cloudformation();
  await cloudformation.createStack({
    StackName: clusterStack(),
    TemplateBody: JSON.stringify({
      Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } },
    }),
    Tags: [{ Key: 'alpha.eksctl.io/cluster-name', Value: place.name }],
  });
  const run = await place.up(['--repair']);
  assert.equal(run.code, 2);
  assert.equal(run.error?.code, 'cluster_foreign');
});

test('two at the same time make one cluster', async () => {
  await place.faults({ stack_delay_s: 2 });
  const elsewhere = { INFLUSCOPE_HOME: join(place.folder, 'elsewhere') };
  const runs = await Promise.all([
    place.up(['--force-unlock']),
    place.up(['--force-unlock'], { env: elsewhere }),
  ]);
  assert.ok(
    runs.some(({ code }) => code === 0),
    JSON.stringify(runs.map(({ error }) => error)),
  );
  await finishes();
});

test('refuses an instance type that the region does not have, before anything is made', async () => {
  const config = join(place.folder, 'cluster.yaml');
  writeFileSync(
    config,
    'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmanagedNodeGroups: [{ name: workers, instanceType: x9.tiny }]\n',
  );
  const run = await place.up([], { env: { INFLUSCOPE_CLUSTER_CONFIG: config } });
  assert.equal(run.error?.code, 'instance_type_not_offered');
  assert.match(run.error?.message ?? '', /us-east-1 does not offer x9.tiny/);
});

test('explains an add-on that could not be made, and creates it again when asked to', async () => {
  await place.faults({ stack_delay_s: 0.2, fail_addon: ['coredns'] });
  const run = await place.up();
  assert.equal(run.error?.code, 'cluster_broken');
  assert.match(run.error?.message ?? '', /the add-on coredns is CREATE_FAILED/);
  await finishes(['--repair']);
});

test('names an add-on that stays degraded, and what EKS says of it', async () => {
  const issues = [
    { code: 'InsufficientNumberOfReplicas', message: 'The add-on is unhealthy', resourceIds: [] },
  ];
  const proxy = await openRewritingProxy(process.env.AWS_ENDPOINT_URL ?? '', (asked, body) => {
    if (asked.method !== 'GET' || !asked.url?.endsWith('/addons/coredns')) return body;
    const { addon } = JSON.parse(body) as { addon?: object };
    return addon ? JSON.stringify({ addon: { ...addon, status: 'DEGRADED', health: { issues } } }) : body;
  });
  try {
    const run = await place.up(['--phase-timeout', 'addons=4s'], { env: { AWS_ENDPOINT_URL: proxy.url } });
    assert.equal(run.code, 1);
    assert.equal(run.error?.code, 'phase_timeout');
    assert.match(
      run.error?.message ?? '',
      /the add-ons coredns \(DEGRADED; InsufficientNumberOfReplicas: The add-on is unhealthy\)/,
    );
  } finally {
    await proxy.close();
  }
  await finishes();
});

test('ends with the name of a balancer that never resolves', async () => {
  await place.up();
  const run = await place.cli(['up', '--yes', '--phase-timeout', 'name=3s']);
  assert.equal(run.code, 1);
  assert.equal(run.error?.code, 'address_not_ready');
  assert.match(run.error?.message ?? '', /\S+elb\.amazonaws\.com/);
});

test('says what to install when eksctl is missing, too old or broken', async () => {
  place.eksctl(false);
  assert.equal((await place.up()).error?.code, 'eksctl_missing');
  place.eksctl('echo 0.150.0');
  const old = await place.up();
  assert.equal(old.error?.code, 'eksctl_too_old');
  assert.match(old.error?.message ?? '', /0\.150\.0.*0\.221\.0/);
  place.eksctl('echo "error while loading shared libraries" >&2; exit 127');
  assert.equal((await place.up()).error?.code, 'eksctl_broken');
});

/** The stand-in, but for what comes before it. */
const unlessVersion = (script: string) => `if [ "$1" = version ]; then echo 0.221.0; exit; fi\n${script}`;

test('continues after an eksctl that was killed or failed, and says which', async () => {
  place.eksctl(unlessVersion('kill -9 $$'));
  const killed = await place.up();
  assert.equal(killed.error?.code, 'eksctl_killed');
  assert.match(hintText(killed.error?.hint), /\.log/);
  place.eksctl(unlessVersion('echo "panic: runtime error: invalid memory address" >&2; exit 2'));
  const panicked = await place.up();
  assert.equal(panicked.error?.code, 'eksctl_panicked');
  assert.match(panicked.error?.message ?? '', /invalid memory address/);
  place.eksctl(null);
  await finishes();
});

test('stops eksctl when it is interrupted, and says what continues in AWS', async () => {
  await place.faults({ stack_delay_s: 5 });
  const stop = new AbortController();
  const run = await place.up([], {
    signal: stop.signal,
    onEvent(event) {
      if (event.type === 'tool' && event.message.includes('waiting for CloudFormation stack'))
        stop.abort(new AbortError('SIGINT'));
    },
  });
  assert.equal(run.code, 130);
  assert.match(said(run.events), /still_billing.*eksctl-\S+-cluster \(CREATE_IN_PROGRESS\)/);
  await finishes();
});

test('asks before it spends, and makes nothing without an answer or above the limit', async () => {
  const refused = await place.cli(['up']);
  assert.equal(refused.code, 2);
  assert.equal(refused.error?.code, 'spending_undecided');
  const dear = await place.up(['--max-monthly-cost', '10']);
  assert.equal(dear.error?.code, 'too_expensive');
  assert.deepEqual(((await place.inventory()) as { stacks: unknown }).stacks, []);
});
