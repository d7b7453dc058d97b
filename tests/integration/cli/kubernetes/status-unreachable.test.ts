import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { createBench } from '../commands/harness.ts';

const one = createBench();
const own = process.env.KUBECONFIG;
/** Accepts connections and says nothing. */
const silent = createServer(() => {});
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
after(() => {
  if (own === undefined) delete process.env.KUBECONFIG;
  else process.env.KUBECONFIG = own;
  silent.close();
});

for (const [what, server] of [
  ['refuses connections', 'https://127.0.0.1:9'],
  ['has an unknown name', 'https://nowhere.invalid:6443'],
  ['never answers', `https://127.0.0.1:${(silent.address() as AddressInfo).port}`],
] as const) {
  test(`status of a cluster that ${what} says that it cannot be reached, before the command's own limit`, async () => {
    process.env.KUBECONFIG = one.write(
      'kubeconfig.yaml',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: { server } }],
        users: [{ name: 'u', user: { token: 'x' } }],
        contexts: [{ name: 'ctx', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'ctx',
      }),
    );
    const { code, error, stderr } = await one.run(['status', '--target', 'kubernetes', '--name', 'away']);
    assert.deepEqual([code, error], [1, 'cluster_unreachable'], stderr);
    assert.ok(stderr.includes(server));
  });
}
