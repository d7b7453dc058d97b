import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { INSTANCE_TAG } from '#cli/aws/names.ts';
import { claimOf, isDataVolume } from '#cli/aws/sweep/data-volume.ts';
import { isBackup, ownership } from '#cli/aws/sweep/ownership.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import { keptCredentialsPath } from '#cli/targets/eks/kept-data/kept-credentials.ts';
import { claimTags, everyBackup } from '#tests/support/aws/every-backup.ts';
import { generateAccount } from '#tests/support/aws/generated-account.ts';
import { createFakeAccount } from '#tests/support/fakes/fake-account.ts';
import { runTeardown } from '#tests/support/fakes/fake-teardown.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

/** `TEARDOWN_ACCOUNTS=500` for a longer run. */
const ACCOUNTS = Number(process.env.TEARDOWN_ACCOUNTS ?? 12);
const DATA = ['keep', 'delete', null] as const;
const cluster = { name: 'influscope', region: 'us-east-1' };
const tags = { 'kubernetes.io/cluster/influscope': 'owned', 'alpha.eksctl.io/cluster-name': 'influscope' };
const own = (kind: AwsResource['kind'], id: string, more: Partial<AwsResource> = {}) =>
  newResource({ kind, id, region: cluster.region, tags, ...more });
const running = own('cluster', 'influscope', {
  state: 'ACTIVE',
  tags: { ...tags, [INSTANCE_TAG]: 'influscope' },
});
const stopped = { ...running, state: 'DELETING' };
const data = own('volume', 'vol-data', {
  tags: { ...tags, ...claimTags('influscope') },
  gib: 10,
  type: 'gp3',
});
const keyOf = ({ kind, id }: { kind: string; id: string }) => `${kind}/${id}`;

describe('the plan of a teardown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-teardown-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const option of DATA)
    test(`with data "${option}" holds nothing without proof, and equals what is deleted, in ${ACCOUNTS} accounts`, async () => {
      let planned = 0;
      for (let seed = 1; seed <= ACCOUNTS; seed++) {
        const random = seededRandom(seed);
        const { clusters, resources } = generateAccount(random);
        const asked = clusters[Math.floor(random() * clusters.length)] ?? cluster;
        const all = resources.map(({ resource }) => resource);
        const account = createFakeAccount(asked, all, { lingers: () => Math.floor(random() * 3) });
        const { plan, error } = await runTeardown({
          account,
          folder: join(folder, `${option}-${seed}`),
          reachable: true,
          data: option,
        });
        if (error?.code === 'cluster_foreign') {
          assert.deepEqual(account.asked, [], `seed ${seed}`);
          continue;
        }
        assert.equal(error, null, `seed ${seed}: ${error?.message}`);
        const proven = new Set(
          resources
            .filter(({ owner }) => owner?.name === asked.name && owner.region === asked.region)
            .map(({ resource }) => resource),
        );
        const kept = (one: AwsResource) => option !== 'delete' && isDataVolume(one);
        const expected = all.filter((one) => proven.has(one) && !kept(one)).map(keyOf);
        const shown = plan?.resources.filter(({ action }) => action === 'delete').map(keyOf) ?? [];
        const there = new Set(account.there());
        const deleted = all.filter((one) => !there.has(one)).map(keyOf);
        assert.deepEqual(shown.toSorted(), expected.toSorted(), `seed ${seed}`);
        assert.deepEqual(deleted.toSorted(), expected.toSorted(), `seed ${seed}`);
        assert.deepEqual([...new Set(account.asked)].toSorted(), expected.toSorted(), `seed ${seed}`);
        planned += expected.length;
      }
      assert.ok(planned > 10 * ACCOUNTS, `${planned} resources were planned`);
    });

  const backups = everyBackup(cluster);
  for (const option of DATA)
    test(`with data "${option}" never holds a backup, in any of ${backups.length} combinations of tags`, async () => {
      const account = createFakeAccount(cluster, [running, data, ...backups]);
      const { plan, error } = await runTeardown({
        account,
        folder: join(folder, `backups-${option}`),
        reachable: true,
        data: option,
      });
      assert.equal(error, null);
      assert.deepEqual(
        plan?.resources.map(({ id, action }) => [id, action]),
        [
          ['influscope', 'delete'],
          ['vol-data', option === 'delete' ? 'delete' : 'keep'],
        ],
      );
      assert.deepEqual(account.there(), option === 'delete' ? backups : [data, ...backups]);
      for (const backup of backups) assert.ok(isBackup(backup) && ownership(cluster, backup) === null);
    });

  test('names the backups that carry its tags, which stay', async () => {
    const [backup] = backups;
    assert.ok(backup);
    const account = createFakeAccount(cluster, [stopped, backup]);
    const { events } = await runTeardown({
      account,
      folder: join(folder, 'named'),
      reachable: true,
      data: 'delete',
    });
    assert.ok(events.some((event) => event.type === 'note' && event.code === 'backups_stay'));
  });
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
