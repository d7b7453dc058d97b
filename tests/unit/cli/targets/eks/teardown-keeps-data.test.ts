import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { INSTANCE_TAG } from '#cli/aws/names.ts';
import { claimOf } from '#cli/aws/sweep/data-volume.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import { keptCredentialsPath } from '#cli/targets/eks/kept-data/kept-credentials.ts';
import { claimTags } from '#tests/support/aws/every-backup.ts';
import { createFakeAccount } from '#tests/support/fakes/fake-account.ts';
import { runTeardown } from '#tests/support/fakes/fake-teardown.ts';

const cluster = { name: 'influscope', region: 'us-east-1' };
const tags = { 'kubernetes.io/cluster/influscope': 'owned', 'alpha.eksctl.io/cluster-name': 'influscope' };
const own = (kind: AwsResource['kind'], id: string, more: Partial<AwsResource> = {}) =>
  newResource({ kind, id, region: cluster.region, tags, ...more });
const running = own('cluster', 'influscope', {
  state: 'ACTIVE',
  tags: { ...tags, [INSTANCE_TAG]: 'influscope' },
});
const data = own('volume', 'vol-data', {
  tags: { ...tags, ...claimTags('influscope') },
  gib: 10,
  type: 'gp3',
});

describe('a teardown that keeps data', () => {
  const home = mkdtempSync(join(tmpdir(), 'influscope-keep-'));
  after(() => rmSync(home, { recursive: true }));
  const folderOf = (name: string) => join(home, name);
  const resting = {
    ...data,
    tags: { ...data.tags, 'influscope.io/kept-at': '2026-11-27T12:00:00.000Z' },
  };
  const mounted = {
    ...resting,
    tags: { ...resting.tags, 'influscope.io/mounted': '2026-11-27T12:00:00.000Z' },
  };
  const others = { ...data, id: 'vol-others', tags: { ...tags, ...claimTags('monitoring') } };

  for (const [what, volume] of [
    ['in use', data],
    ['mounted again', mounted],
  ] as const)
    test(`deletes nothing while the credentials of a volume ${what} cannot be saved`, async () => {
      for (const option of ['keep', null] as const)
        for (const state of ['ACTIVE', 'UPDATING']) {
          const folder = folderOf(`unreachable-${what}`);
          const all = [{ ...running, state }, volume, own('instance', 'i-1')];
          const account = createFakeAccount(cluster, all);
          const { error, plan, tagged, receipt } = await runTeardown({
            account,
            folder,
            reachable: false,
            data: option,
          });
          assert.equal(error?.code, 'credentials_unsaved');
          assert.deepEqual([plan, receipt, tagged, account.asked], [undefined, undefined, [], []]);
          assert.deepEqual(account.there(), all);
        }
    });

  test('deletes all the same where nothing is to be kept, or the kept data is not ours', async () => {
    for (const [option, volumes] of [
      ['delete', [data]],
      ['keep', []],
      ['keep', [others]],
    ] as const) {
      const account = createFakeAccount(cluster, [running, ...volumes]);
      const folder = folderOf(`without-${option}-${volumes.length}-${volumes[0]?.id}`);
      const { error } = await runTeardown({ account, folder, reachable: false, data: option });
      assert.equal(error, null);
      assert.deepEqual(account.there(), option === 'keep' ? volumes : []);
      assert.equal(existsSync(keptCredentialsPath(folder)), false);
    }
  });

  test('does not need the cluster again for volumes that rest since their credentials were saved', async () => {
    const account = createFakeAccount(cluster, [running, resting]);
    const { error, tagged } = await runTeardown({
      account,
      folder: folderOf('resting'),
      reachable: false,
      data: 'keep',
    });
    assert.equal(error, null);
    assert.deepEqual(account.there(), [resting]);
    assert.deepEqual(tagged, []);
  });

  test('saves the credentials and marks the volumes, before anything is deleted', async () => {
    const folder = folderOf('saved');
    const account = createFakeAccount(cluster, [running, data, own('instance', 'i-1')]);
    let saved: string[] | undefined;
    const { tagged } = await runTeardown({
      account,
      folder,
      reachable: true,
      data: 'keep',
      onEvent(event) {
        if (event.type === 'note' && event.code === 'credentials_kept') saved = [...account.asked];
      },
    });
    assert.deepEqual(saved, []);
    assert.ok(existsSync(keptCredentialsPath(folder)));
    assert.ok(tagged.includes('vol-data'));
    assert.equal(claimOf(data)?.namespace, cluster.name);
  });
});

describe('a teardown that keeps data and loses the cluster', () => {
  const home = mkdtempSync(join(tmpdir(), 'influscope-lost-'));
  after(() => rmSync(home, { recursive: true }));

  test('either refuses or has the credentials, whenever the cluster stops to answer', async () => {
    let refused = 0;
    let kept = 0;
    for (let at = 0; at < 20; at++) {
      const folder = join(home, `at-${at}`);
      const all = [running, data, own('instance', 'i-1'), own('security-group', 'sg-1')];
      const account = createFakeAccount(cluster, all, { lingers: () => at % 3 });
      let count = 0;
      const { error, tagged } = await runTeardown({
        account,
        folder,
        reachable: () => count < at,
        data: 'keep',
        onEvent: () => void count++,
      });
      if (error === null) {
        kept++;
        assert.deepEqual(account.there(), [data]);
        assert.ok(existsSync(keptCredentialsPath(folder)) && tagged.includes('vol-data'));
      } else {
        refused++;
        assert.equal(error.code, 'credentials_unsaved');
        assert.deepEqual([account.there(), account.asked, tagged], [all, [], []]);
      }
    }
    assert.ok(refused > 0 && kept > 0, `${refused} refused, ${kept} kept`);
  });
});

describe('a teardown that is interrupted', () => {
  const home = mkdtempSync(join(tmpdir(), 'influscope-interrupt-'));
  after(() => rmSync(home, { recursive: true }));

  test('leaves a receipt of what it saw, after whichever event', async () => {
    const resources = () => [running, data, own('instance', 'i-1'), own('classic-balancer', 'a1')];
    const whole = await runTeardown({
      account: createFakeAccount(cluster, resources(), { lingers: () => 1 }),
      folder: join(home, 'whole'),
      reachable: true,
      data: 'keep',
    });
    assert.ok(whole.events.length > 8);
    for (let at = 1; at < whole.events.length; at++) {
      const stop = new AbortController();
      let count = 0;
      const { receipt, error } = await runTeardown({
        account: createFakeAccount(cluster, resources(), { lingers: () => 1 }),
        folder: join(home, `at-${at}`),
        reachable: true,
        data: 'keep',
        signal: stop.signal,
        onEvent() {
          if (++count === at) stop.abort(new Error('stop'));
        },
      });
      assert.ok(receipt?.bill?.file && existsSync(receipt.bill.file), `after event ${at}`);
      if (error !== null) assert.equal(error.message, 'stop');
    }
  });
});
