import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';

/** The network's edge: answers as a cluster's API does, over plain HTTP on loopback. */
export interface FakeApiServer {
  client: KubeClient;
  close(): Promise<void>;
}

export async function startFakeApiServer(
  answer: (request: IncomingMessage, response: ServerResponse, url: URL) => void,
): Promise<FakeApiServer> {
  const server = createServer((request, response) =>
    answer(request, response, new URL(request.url ?? '/', 'http://x')),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'fake', server: address, skipTLSVerify: true }, { name: 'tester' });
  const client = createKubeClient(config, { context: 'fake', server: address, caFingerprint: null });
  return {
    client,
    async close() {
      client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
