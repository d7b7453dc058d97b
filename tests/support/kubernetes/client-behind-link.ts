import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { User } from '@kubernetes/client-node/dist/config_types.js';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import type { TcpProxy } from '#tests/support/servers/tcp-proxy.ts';
import { startTcpProxy } from '#tests/support/servers/tcp-proxy.ts';

/** A client of an API server that `serve` answers for, behind a connection that can fail. Ends with the test. */
export async function startClientBehindLink(
  context: TestContext,
  serve: RequestListener,
  user: Omit<User, 'name'> = {},
): Promise<{ client: KubeClient; link: TcpProxy; address: string }> {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const link = await startTcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const address = `http://127.0.0.1:${link.port}`;
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'fake', server: address, skipTLSVerify: true },
    { ...user, name: 'tester' },
  );
  const client = createKubeClient(config, { context: 'fake', server: address, caFingerprint: null });
  context.after(async () => {
    client.close();
    await link.close();
    server.closeAllConnections();
    server.close();
  });
  return { client, link, address };
}
