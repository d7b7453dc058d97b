import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ProfileRecord } from '#contract/profile-record.ts';
import { eventually } from '#tests/support/eventually.ts';
import { blueskyAccounts } from '#tests/support/networks/bluesky-accounts.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';
import { openInstanceApi } from '#tests/support/platform/instance-api.ts';

const network = blueskyAccounts();
const skip = typeof network === 'string' ? network : false;
/** Of the tier of a new account. */
const CADENCE = '10s';

it('a like on Bluesky appears in the figures without a command', { skip }, async (t) => {
  assert.ok(typeof network !== 'string');
  const [creator, fan] = [await network.make(), await network.make()];
  const workplace = await createWorkplace();
  const cli = async (args: string[], env: Record<string, string> = {}) => {
    const { code, stderr } = await workplace.run(args, { env });
    assert.equal(code, 0, stderr);
  };
  try {
    const post = await creator.post('A post that will be liked');
    await eventually(async () => assert.ok(await network.shown(creator.did)), { timeoutMs: 30_000 });
    const sources = { bluesky: { url: process.env.BLUESKY_URL, refresh: { small: CADENCE } } };
    await cli(['up', '--no-discover'], { INFLUSCOPE_SOURCES: JSON.stringify(sources) });
    const instance = await openInstanceApi(workplace.home);
    await cli(['discover', '--seed', creator.did, '--min-followers', '0', '--snowball', '0']);
    const likes = async () => {
      const { records } = await instance.admin<{ records: ProfileRecord[] }>('/people/export', {
        id: `bluesky:${creator.did}`,
      });
      return records.flatMap(({ posts }) => posts.map((one) => one.likes));
    };
    assert.deepEqual(await likes(), [0]);
    await fan.like(post);
    const likedAt = performance.now();
    await eventually(async () => assert.equal((await network.shown(creator.did))?.likes, 1), {
      timeoutMs: 30_000,
    });
    const shownMs = performance.now() - likedAt;
    await eventually(async () => assert.deepEqual(await likes(), [1]), { timeoutMs: 120_000 });
    const storedMs = performance.now() - likedAt;
    t.diagnostic(
      `like to the network's answer: ${Math.round(shownMs)} ms; to the stored figure: ${Math.round(storedMs)} ms, with a refresh every ${CADENCE}`,
    );
  } finally {
    await workplace.dispose();
    await network.dispose();
  }
});
