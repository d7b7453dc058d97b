import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ownership } from '#cli/aws/sweep/ownership.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import type { SweepOptions, SweepProgress, SweepResult } from '#cli/aws/sweep/sweep.ts';
import { sweep } from '#cli/aws/sweep/sweep.ts';
import { EVERYTHING, isLoose, LOOSE_ENDS } from '#cli/aws/sweep/waves.ts';
import { generateAccount } from '#tests/support/aws/generated-account.ts';
import { drawRandom } from '#tests/support/draw-random.ts';
import type { FakeAccount } from '#tests/support/fakes/fake-account.ts';
import { createFakeAccount } from '#tests/support/fakes/fake-account.ts';

const ACCOUNTS = 40;
const cluster = { name: 'influscope', region: 'us-east-1' };
const tags = { 'kubernetes.io/cluster/influscope': 'owned', 'alpha.eksctl.io/cluster-name': 'influscope' };
const own = (kind: AwsResource['kind'], id: string, more: Partial<AwsResource> = {}) =>
  newResource({ kind, id, region: cluster.region, tags, ...more });

async function run(
  account: FakeAccount,
  more: Partial<SweepOptions> = {},
): Promise<SweepResult & { sightings: SweepProgress[] }> {
  let now = 0;
  const sightings: SweepProgress[] = [];
  const working = sweep({
    account,
    waves: EVERYTHING,
    wanted: () => true,
    rounds: 3,
    clock: () => now,
    pause: async (attempt) => {
      now += attempt * 1_000;
    },
    signal: new AbortController().signal,
    ...more,
  });
  for (;;) {
    const { done, value } = await working.next();
    if (done) return { ...value, sightings };
    sightings.push(value);
  }
}

describe('sweeping an account', () => {
  test(`takes all that is the cluster's and touches nothing else, in ${ACCOUNTS} generated accounts`, async () => {
    await fc.assert(
      fc.asyncProperty(drawRandom(fc), async (random) => {
        const { clusters, resources } = generateAccount(random);
        const asked = clusters[Math.floor(random() * clusters.length)] ?? cluster;
        const all = resources.map(({ resource }) => resource);
        const account = createFakeAccount(asked, all, { lingers: () => Math.floor(random() * 3) });
        const { left } = await run(account);
        assert.deepEqual(left, []);
        const kept = resources.filter(
          ({ owner }) => owner?.name !== asked.name || owner.region !== asked.region,
        );
        assert.deepEqual(
          account.there(),
          kept.map(({ resource }) => resource),
        );
        for (const key of account.asked) {
          const touched = all.find(({ kind, id }) => `${kind}/${id}` === key);
          assert.ok(touched && ownership(asked, touched) !== null, key);
        }
      }),
      { numRuns: ACCOUNTS, seed: 1 },
    );
  });

  test('finds nothing the second time', async () => {
    const account = createFakeAccount(cluster, [
      own('volume', 'vol-1'),
      own('stack', 'eksctl-influscope-cluster'),
    ]);
    await run(account);
    account.asked.length = 0;
    assert.deepEqual(await run(account), { gone: [], left: [], sightings: [] });
    assert.deepEqual(account.asked, []);
  });

  test('comes back to a stack that an interface in its network held, once that is gone', async () => {
    const stack = own('stack', 'eksctl-influscope-cluster', { state: 'DELETE_FAILED' });
    const account = createFakeAccount(cluster, [stack, own('network-interface', 'eni-1')], {
      holds: ({ kind }, there) =>
        kind === 'stack' && there.some((one) => one.kind === 'network-interface') ? 'eni-1' : null,
    });
    const { left } = await run(account);
    assert.deepEqual(left, []);
    assert.deepEqual(account.there(), []);
    assert.ok(account.asked.filter((key) => key.startsWith('stack/')).length <= 3, account.asked.join());
  });

  test('names what stays and why, and takes the rest', async () => {
    const account = createFakeAccount(cluster, [own('security-group', 'sg-1'), own('volume', 'vol-1')], {
      holds: ({ id }) => (id === 'sg-1' ? 'sg-stranger' : null),
    });
    const { left, gone } = await run(account);
    assert.deepEqual(
      left.map(({ resource, why }) => [resource.id, why]),
      [['sg-1', 'sg-1 has a dependent object: sg-stranger']],
    );
    assert.deepEqual(
      gone.map(({ id }) => id),
      ['vol-1'],
    );
  });

  test('leaves to a stack what it made, and in the end takes what of it bills', async () => {
    const stack = own('stack', 'eksctl-influscope-cluster');
    const made = { ...tags, 'aws:cloudformation:stack-name': stack.name };
    const role = own('role', 'eksctl-influscope-cluster-ServiceRole-1', { tags: made });
    const account = createFakeAccount(cluster, [stack, role, own('nat-gateway', 'nat-1', { tags: made })], {
      holds: ({ kind }) => (kind === 'stack' ? 'no' : null),
    });
    const { left } = await run(account);
    assert.deepEqual(account.there(), [stack, role]);
    assert.equal(left.at(-1)?.why, 'is deleted with the stack eksctl-influscope-cluster');
  });

  test('does not ask again for what it may not do', async () => {
    const account = createFakeAccount(cluster, [own('volume', 'vol-1')], { holds: () => 'aws_denied' });
    const { left } = await run(account);
    assert.equal(left[0]?.why, 'aws_denied');
    assert.equal(account.asked.length, 1);
  });

  test('takes no part from under a cluster that stays', async () => {
    const parts = [own('cluster', 'influscope'), own('instance', 'i-1'), own('security-group', 'sg-1')];
    const account = createFakeAccount(cluster, [...parts, own('volume', 'vol-1')], {
      holds: ({ kind }) => (kind === 'cluster' ? 'aws_denied' : null),
    });
    await run(account);
    assert.deepEqual(account.there(), parts);
  });

  test('takes nothing for gone because it may no longer be listed', async () => {
    const unlisted = new Set<AwsResource['kind']>();
    const account = createFakeAccount(cluster, [own('volume', 'vol-1')], {
      holds: () => {
        unlisted.add('volume');
        return 'aws_denied';
      },
      unlisted,
    });
    const { gone, left } = await run(account);
    assert.deepEqual(gone, []);
    assert.deepEqual(
      left.map(({ resource }) => resource.id),
      ['vol-1'],
    );
  });

  test('ends at once when the credentials are no longer good', async () => {
    const account = createFakeAccount(cluster, [own('volume', 'vol-1'), own('role', 'r')], {
      holds: () => 'aws_credentials_expired',
    });
    await assert.rejects(run(account), { code: 'aws_credentials_expired' });
    assert.equal(account.asked.length, 1);
  });

  test('can take what hangs loose in the network of a cluster that lives', async () => {
    const used = [
      own('cluster', 'influscope'),
      own('network-interface', 'eni-1', { name: 'Amazon EKS influscope' }),
      own('network-interface', 'eni-2', { name: 'aws-K8S-i-1', state: 'in-use', heldBy: 'i-1' }),
      own('security-group', 'sg-1', { name: 'eks-cluster-sg-influscope-1' }),
      own('volume', 'vol-1'),
    ];
    const loose = [
      own('classic-balancer', 'a1'),
      own('network-interface', 'eni-3', { name: 'aws-K8S-i-2' }),
      own('security-group', 'sg-2', { name: 'k8s-elb-a1' }),
    ];
    const account = createFakeAccount(cluster, [...loose, ...used]);
    const { left } = await run(account, { waves: LOOSE_ENDS, wanted: isLoose });
    assert.deepEqual(left, []);
    assert.deepEqual(account.there(), used);
  });

  test('leaves what is to be kept', async () => {
    const data = own('volume', 'vol-data', {
      tags: { ...tags, 'kubernetes.io/created-for/pvc/name': 'data' },
    });
    const account = createFakeAccount(cluster, [data, own('volume', 'vol-root')]);
    const { left } = await run(account, {
      wanted: ({ tags: { 'kubernetes.io/created-for/pvc/name': claim } }) => claim === undefined,
    });
    assert.deepEqual(left, []);
    assert.deepEqual(account.there(), [data]);
  });
});
