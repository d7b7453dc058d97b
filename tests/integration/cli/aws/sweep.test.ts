import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Aws } from '#cli/aws/aws.ts';
import { openAws } from '#cli/aws/aws.ts';
import { pause } from '#cli/aws/pause.ts';
import type { SweptAccount } from '#cli/aws/sweep/account.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import { ownership } from '#cli/aws/sweep/ownership.ts';
import type { SweepResult } from '#cli/aws/sweep/sweep.ts';
import { sweep } from '#cli/aws/sweep/sweep.ts';
import { EVERYTHING } from '#cli/aws/sweep/waves.ts';
import { awsSkipReason } from '#tests/support/aws/aws-endpoint.ts';
import type { Planted } from '#tests/support/aws/plant-leftovers.ts';
import { plantLeftovers } from '#tests/support/aws/plant-leftovers.ts';

const REGION = 'us-east-1';

describe('what a cluster left in an account', { skip: awsSkipReason(), concurrency: false }, () => {
  const name = `t${randomBytes(4).toString('hex')}`;
  const signal = AbortSignal.timeout(120_000);
  let aws: Aws;
  const account = (cluster: string) => createSweptAccount(aws, { name: cluster, region: REGION });
  const ids = async (of: SweptAccount) => {
    const { owned, unseen } = await takeInventory(of, signal);
    assert.deepEqual(unseen, []);
    return owned.map(({ id }) => id).toSorted();
  };
  before(() => {
    aws = openAws({ region: REGION, env: process.env });
  });
  after(async () => {
    for (const cluster of [name, `${name}-2`, `${name}2`]) await takeAll(account(cluster), signal);
    aws.close();
  });

  test('is found and taken away, and nothing of a cluster that is called alike', async () => {
    const planted = new Map<string, Planted>();
    for (const cluster of [name, `${name}-2`, `${name}2`])
      planted.set(cluster, await plantLeftovers(aws, cluster, signal));
    for (const [cluster, { ids: expected }] of planted)
      assert.deepEqual(await ids(account(cluster)), expected, cluster);

    const { left } = await takeAll(account(name), signal);
    assert.deepEqual(left, []);
    assert.deepEqual(await ids(account(name)), []);
    for (const cluster of [`${name}-2`, `${name}2`])
      assert.deepEqual(await ids(account(cluster)), planted.get(cluster)?.ids, cluster);
    const ec2 = await aws.ec2();
    const { Vpcs = [] } = await ec2.describeVpcs({}, { abortSignal: signal });
    const { Snapshots = [] } = await ec2.describeSnapshots(
      { SnapshotIds: [planted.get(name)?.backup ?? ''] },
      { abortSignal: signal },
    );
    assert.equal(Snapshots.length, 1, 'the backup stays');
    assert.ok(!Vpcs.some(({ VpcId }) => VpcId === planted.get(name)?.vpc), 'the network went with its stack');
  });

  test('is nothing the second time', async () => {
    assert.deepEqual(await takeAll(account(name), signal), { gone: [], left: [] });
  });

  test('is left where two clusters claim it, or another one says that it only shares it', async () => {
    const ec2 = await aws.ec2();
    const make = async (tags: Record<string, string>) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const { VolumeId = '' } = await ec2.createVolume(
        {
          AvailabilityZone: `${REGION}a`,
          Size: 1,
          TagSpecifications: [{ ResourceType: 'volume', Tags }],
        },
        { abortSignal: signal },
      );
      return VolumeId;
    };
    const key = `kubernetes.io/cluster/${name}`;
    const volumes = [
      await make({ [key]: 'owned', [`${key}-2`]: 'owned' }),
      await make({ [key]: 'shared' }),
      await make({ KubernetesCluster: name }),
    ];
    try {
      await takeAll(account(name), signal);
      const { Volumes = [] } = await ec2.describeVolumes({ VolumeIds: volumes }, { abortSignal: signal });
      assert.equal(Volumes.length, volumes.length);
    } finally {
      for (const VolumeId of volumes) await ec2.deleteVolume({ VolumeId }, { abortSignal: signal });
    }
  });

  test('a rule of a stranger that refers to a group is not touched, and the group is named', async () => {
    const ec2 = await aws.ec2();
    const options = { abortSignal: signal };
    const group = async (GroupName: string, Tags: { Key: string; Value: string }[]) => {
      const { GroupId = '' } = await ec2.createSecurityGroup(
        {
          GroupName,
          Description: 'test',
          ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'security-group' as const, Tags }] }),
        },
        options,
      );
      return GroupId;
    };
    const own = await group(`k8s-elb-${name}`, [{ Key: `kubernetes.io/cluster/${name}`, Value: 'owned' }]);
    const strange = await group(`stranger-${name}`, []);
    const rule = {
      GroupId: strange,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: own }] }],
    };
    await ec2.authorizeSecurityGroupIngress(rule, options);
    const { SecurityGroups: [before] = [] } = await ec2.describeSecurityGroups(
      { GroupIds: [strange] },
      options,
    );
    try {
      assert.equal(before?.IpPermissions?.length, 1);
      await takeAll(account(name), signal, 3);
      const { SecurityGroups: [after] = [] } = await ec2.describeSecurityGroups(
        { GroupIds: [strange] },
        options,
      );
      assert.deepEqual(after, before);
    } finally {
      await ec2.deleteSecurityGroup({ GroupId: strange }, options);
    }
  });
});

async function takeAll(account: SweptAccount, signal: AbortSignal, looks = 60): Promise<SweepResult> {
  const working = sweep({
    account,
    waves: EVERYTHING.map(({ kinds }) => ({ kinds, patienceMs: looks })),
    wanted: () => true,
    rounds: 3,
    clock: counting(),
    pause: (attempt, within) => pause(Math.min(attempt, 2), within),
    signal,
  });
  for (;;) {
    const { done, value } = await working.next();
    if (done) return value;
    assert.notEqual(ownership(account.cluster, value.resource), null);
  }
}

/** A clock that counts how often it is looked at. */
function counting(): () => number {
  let looks = 0;
  return () => looks++;
}
