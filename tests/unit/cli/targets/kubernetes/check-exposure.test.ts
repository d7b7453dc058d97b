import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '#cli/settings/settings.ts';
import { checkExposure } from '#cli/targets/kubernetes/check-exposure.ts';
import type { Kubernetes } from '#cli/targets/kubernetes/kubernetes.ts';

const statusWith = async (env: Record<string, string>) => {
  const settings = await loadSettings({ flags: {}, env, cwd: '/' });
  return checkExposure({ settings } as Kubernetes);
};

test('an API that everyone can reach without a key gets a warning with a fix', async () => {
  const open = await statusWith({});
  assert.equal(open.status, 'warn');
  assert.deepEqual(open.fix?.command, ['config', 'set', 'require_keys', 'true']);
  const everyone = await statusWith({ INFLUSCOPE_SOURCE_RANGES: '10.0.0.0/8,0.0.0.0/0' });
  assert.equal(everyone.status, 'warn');
});

test('keys, a list of networks or no load balancer are enough', async () => {
  for (const env of [
    { INFLUSCOPE_REQUIRE_KEYS: 'true' },
    { INFLUSCOPE_SOURCE_RANGES: '203.0.113.0/24' },
    { INFLUSCOPE_SERVICE_TYPE: 'ClusterIP' },
  ])
    assert.equal((await statusWith(env as Record<string, string>)).status, 'ok');
});
