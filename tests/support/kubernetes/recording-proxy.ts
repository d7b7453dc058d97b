import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { Agent, request as sendSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';

/** A request as the API server authorises it. */
export interface RecordedRight {
  verb: string;
  group: string;
  /** `pods`, `pods/log`. */
  resource: string;
  scope: 'cluster' | 'namespace';
}

export interface RecordingProxy {
  /** YAML of a kubeconfig that leads through the proxy. */
  kubeconfig: string;
  /** Everything asked since the last call, each right once. */
  take(): RecordedRight[];
  close(): Promise<void>;
}

/** Passes requests on to the cluster of the current kubeconfig, and records which rights they need. */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  const { config, identity } = await openKubeConfig({ context: null, path: null });
  const options: Record<string, unknown> = {};
  await config.applyToHTTPSOptions(options as never);
  const {
    ca,
    cert,
    key,
    headers = {},
  } = options as { ca?: never; cert?: never; key?: never; headers?: object };
  const agent = new Agent({ ca, cert, key, keepAlive: true });
  const upstream = new URL(identity.server);
  const seen = new Map<string, RecordedRight>();
  const record = (right: RecordedRight | null) => {
    if (right) seen.set(Object.values(right).join(' '), right);
  };
  const server = createServer((request, response) => {
    const right = toRight(request);
    record(right);
    const sent = sendSecure({
      hostname: upstream.hostname,
      port: upstream.port,
      agent,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, ...headers, host: upstream.host },
    });
    sent.once('response', (answer) => {
      // An apply that creates needs the right to create, too.
      if (right?.verb === 'patch' && answer.statusCode === 201) record({ ...right, verb: 'create' });
      response.writeHead(answer.statusCode ?? 502, answer.headers);
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
      'current-context': 'recorded',
      clusters: [{ name: 'recorded', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'recorded', user: {} }],
      contexts: [{ name: 'recorded', context: { cluster: 'recorded', user: 'recorded' } }],
    }),
    take() {
      const rights = [...seen.values()];
      seen.clear();
      return rights;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** `null` for discovery and for questions about oneself, which every user may ask. */
function toRight({ method = 'GET', url = '/' }: IncomingMessage): RecordedRight | null {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const [root, ...parts] = pathname.split('/').filter((part) => part !== '');
  const group = root === 'apis' ? (parts.shift() ?? '') : '';
  parts.shift();
  const inside = parts[0] === 'namespaces' && parts.length > 2;
  const [plural, name, sub] = inside ? parts.slice(2) : parts;
  if ((root !== 'api' && root !== 'apis') || plural === undefined || plural === 'selfsubjectreviews')
    return null;
  const read = name !== undefined ? 'get' : searchParams.has('watch') ? 'watch' : 'list';
  return {
    verb: VERBS[method] ?? read,
    group,
    resource: sub === undefined ? plural : `${plural}/${sub}`,
    scope: inside ? 'namespace' : 'cluster',
  };
}
