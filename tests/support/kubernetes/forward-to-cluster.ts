import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Agent, request as sendSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';

export interface ForwardingServer {
  /** JSON of a kubeconfig that leads through the server. */
  kubeconfig: string;
  close(): Promise<void>;
}

/** Sees each request before it is sent, and its answer before `response` gets the body. */
export type Observe = (
  request: IncomingMessage,
) => (answer: IncomingMessage, response: ServerResponse) => void;

/** Passes requests on to the cluster of the current kubeconfig, as its user. */
export async function forwardToCluster(observe: Observe): Promise<ForwardingServer> {
  const { config, identity } = await openKubeConfig({ context: null, path: null });
  const options: { ca?: never; cert?: never; key?: never; headers?: object } = {};
  await config.applyToHTTPSOptions(options as never);
  const { ca, cert, key, headers = {} } = options;
  const agent = new Agent({ ca, cert, key, keepAlive: true });
  const upstream = new URL(identity.server);
  const server = createServer((request, response) => {
    const onAnswer = observe(request);
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
      onAnswer(answer, response);
      answer.pipe(response);
      response.once('close', () => answer.destroy());
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
      'current-context': 'forwarded',
      clusters: [{ name: 'forwarded', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'forwarded', user: {} }],
      contexts: [{ name: 'forwarded', context: { cluster: 'forwarded', user: 'forwarded' } }],
    }),
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
