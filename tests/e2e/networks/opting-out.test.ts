import assert from 'node:assert/strict';
import { it } from 'node:test';
import { signInToMastodon } from '#tests/support/networks/mastodon-accounts.ts';
import { MASTODON_DOMAIN, seededMastodon } from '#tests/support/networks/seeded-profiles.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';
import { openInstanceApi } from '#tests/support/platform/instance-api.ts';

const network = seededMastodon();
const skip =
  typeof network === 'string'
    ? network
    : process.env.MASTODON_PASSWORD === undefined
      ? 'MASTODON_PASSWORD is not set'
      : false;

it('an account of Mastodon leaves with one refresh when its owner opts out, and is accepted again later', {
  skip,
}, async () => {
  assert.ok(typeof network !== 'string');
  const { id, seed } = network.profiles.find(({ role }) => role === 'leaves')!;
  const [username = ''] = seed.split('@');
  const owner = await signInToMastodon(username);
  const workplace = await createWorkplace();
  const sources = { mastodon: { instances: [`${MASTODON_DOMAIN}=${network.base.href}`] } };
  const env = { INFLUSCOPE_SOURCES: JSON.stringify(sources) };
  const cli = async (...args: string[]) => {
    const { code, stderr } = await workplace.run(args, { env });
    assert.equal(code, 0, stderr);
  };
  const discover = () =>
    cli('discover', '--source', 'mastodon', '--seed', seed, '--min-followers', '0', '--snowball', '0');
  try {
    await cli('up', '--no-discover');
    const instance = await openInstanceApi(workplace.home);
    await discover();
    const size = (await instance.documents('mastodon')).size;
    assert.ok(await instance.profile(id));

    await owner.setDiscoverable(false);
    await cli('refresh', `@${seed}`);
    assert.equal(await instance.profile(id), null);
    assert.equal((await instance.documents('mastodon')).size, size - 1);

    await owner.setDiscoverable(true);
    await discover();
    assert.ok(await instance.profile(id));
  } finally {
    await owner.setDiscoverable(true);
    await workplace.dispose();
  }
});
