import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RefreshStatus } from '#contract/sources/refresh.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { AccountMaker, OwnAccount } from '#tests/support/networks/bluesky-accounts.ts';
import { blueskyAccounts } from '#tests/support/networks/bluesky-accounts.ts';
import type { Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';
import type { InstanceApi } from '#tests/support/platform/instance-api.ts';
import { openInstanceApi } from '#tests/support/platform/instance-api.ts';

const maker = blueskyAccounts();
const skip = typeof maker === 'string' ? maker : false;
const ROLES = ['stays', 'renames', 'deleted', 'deactivated', 'takenDown', 'optedOut'] as const;
type Role = (typeof ROLES)[number];

describe('accounts of Bluesky that leave or take another handle', { skip }, () => {
  const network = maker as AccountMaker;
  const accounts = {} as Record<Role, OwnAccount>;
  let workplace: Workplace;
  let instance: InstanceApi;
  let newHandle = '';
  const idOf = (role: Role) => `bluesky:${accounts[role].did}`;

  const cli = async (...args: string[]) => {
    const result = await workplace.run(args);
    assert.equal(result.code, 0, result.stderr + result.stdout);
    return result.stdout;
  };
  const discover = (...roles: Role[]) =>
    cli(
      ...['discover', '--min-followers', '0', '--snowball', '0'],
      ...roles.flatMap((role) => ['--seed', accounts[role].did]),
    );
  const refreshAll = async () => {
    const events = (await cli('refresh', '--all', '-o', 'json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string } & RefreshStatus);
    return events.findLast(({ type }) => type === 'refresh')?.outcomes;
  };

  before(async () => {
    for (const role of ROLES) {
      accounts[role] = await network.make();
      await accounts[role].post(`A post of ${role}`);
    }
    for (const { did } of Object.values(accounts))
      await eventually(async () => assert.ok(await network.shown(did)), { timeoutMs: 30_000 });
    workplace = await createWorkplace();
    await cli('up', '--no-discover');
    instance = await openInstanceApi(workplace.home);
    await discover(...ROLES);
  });
  after(async () => {
    await workplace?.dispose();
    await network.dispose();
  });

  it('are found while they exist', async () => {
    for (const role of ROLES) assert.ok(await instance.profile(idOf(role)), role);
  });

  it('are removed by one refresh, or keep their document under the new handle', async () => {
    newHandle = await accounts.renames.rename();
    await accounts.deleted.delete();
    await accounts.deactivated.deactivate();
    await accounts.takenDown.takeDown();
    await accounts.optedOut.optOut();
    await eventually(
      async () => {
        assert.equal((await network.shown(accounts.renames.did))?.handle, newHandle);
        for (const role of ['deleted', 'deactivated', 'takenDown'] as const)
          assert.equal(await network.shown(accounts[role].did), null, role);
        assert.deepEqual((await network.shown(accounts.optedOut.did))?.labels, ['!no-unauthenticated']);
      },
      { timeoutMs: 30_000 },
    );
    const { gone, opted_out, renamed } = (await refreshAll())!;
    assert.deepEqual([gone, opted_out, renamed], [3, 1, 1]);
    for (const role of ['deleted', 'deactivated', 'takenDown', 'optedOut'] as const) {
      assert.equal(await instance.profile(idOf(role)), null, role);
      assert.equal(await instance.profile(`@${accounts[role].handle}`), null, role);
    }
    assert.ok(await instance.profile(idOf('stays')));
    const profile = await instance.profile(idOf('renames'));
    assert.equal(profile?.username, newHandle);
    assert.equal((await instance.profile(`@${newHandle}`))?.id, profile?.id);
    assert.deepEqual(
      [...(await instance.documents('bluesky')).keys()].sort(),
      [idOf('stays'), idOf('renames')].sort(),
    );
  });

  it('come back when their owners come back', async () => {
    await accounts.deactivated.activate();
    await eventually(async () => assert.ok(await network.shown(accounts.deactivated.did)), {
      timeoutMs: 30_000,
    });
    await discover('deactivated');
    assert.ok(await instance.profile(idOf('deactivated')));
  });
});
