import type { IncomingMessage } from 'node:http';
import type { ForwardingServer } from './forward-to-cluster.ts';
import { forwardToCluster } from './forward-to-cluster.ts';

/** A request as the API server authorises it. */
export interface RecordedRight {
  verb: string;
  group: string;
  /** `pods`, `pods/log`. */
  resource: string;
  scope: 'cluster' | 'namespace';
}

export interface RecordingProxy extends ForwardingServer {
  /** Everything asked since the last call, each right once. */
  take(): RecordedRight[];
}

/** Passes requests on to the cluster of the current kubeconfig, and records which rights they need. */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  const seen = new Map<string, RecordedRight>();
  const record = (right: RecordedRight | null) => {
    if (right) seen.set(Object.values(right).join(' '), right);
  };
  const server = await forwardToCluster((request) => {
    const right = toRight(request);
    record(right);
    return ({ statusCode }) => {
      // An apply that creates needs the right to create, too.
      if (right?.verb === 'patch' && statusCode === 201) record({ ...right, verb: 'create' });
    };
  });
  return {
    ...server,
    take() {
      const rights = [...seen.values()];
      seen.clear();
      return rights;
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
