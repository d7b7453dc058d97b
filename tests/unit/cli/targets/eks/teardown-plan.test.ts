import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { INSTANCE_TAG } from '#cli/aws/names.ts';
import { isDataVolume } from '#cli/aws/sweep/data-volume.ts';
import { isBackup, ownership } from '#cli/aws/sweep/ownership.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
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
