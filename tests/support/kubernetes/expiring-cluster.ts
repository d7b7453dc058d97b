import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Agent, request as sendSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';

export interface ExpiringCluster {
  /** JSON of a kubeconfig that leads through the proxy. */
  kubeconfig: string;
  /** Ends all watches as an API server does that has forgotten where they are. Returns how many there were. */
  expire(): number;
  close(): Promise<void>;
}

const EXPIRED = {
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'too old resource version: 1 (2)',
    reason: 'Expired',
    code: 410,
  },
};

/** A way to the cluster of the current kubeconfig on which watches expire. */
export async function startExpiringCluster(): Promise<ExpiringCluster> {
  const { config, identity } = await openKubeConfig({ context: null, path: null });
  const options: { ca?: never; cert?: never; key?: never; headers?: object } = {};
  await config.applyToHTTPSOptions(options as never);
  const { ca, cert, key, headers = {} } = options;
  const agent = new Agent({ ca, cert, key, keepAlive: true });
  const upstream = new URL(identity.server);
  const watches = new Map<ServerResponse, IncomingMessage>();
  const server = createServer((request, response) => {
    const sent = sendSecure({
      hostname: upstream.hostname,
      port: upstream.port,
      agent,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, ...headers, host: upstream.host },
    });
    sent.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      if (new URL(request.url ?? '/', 'http://x').searchParams.has('watch')) watches.set(response, answer);
      response.once('close', () => {
        watches.delete(response);
        answer.destroy();
      });
    });
    sent.once('error', () => response.destroy());
    request.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    kubeconfig: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'expiring',
      clusters: [{ name: 'expiring', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'expiring', user: {} }],
      contexts: [{ name: 'expiring', context: { cluster: 'expiring', user: 'expiring' } }],
    }),
    expire() {
      const open = [...watches];
      for (const [response, answer] of open) {
        answer.unpipe(response);
        response.end(`${JSON.stringify(EXPIRED)}\n`);
      }
      return open.length;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
