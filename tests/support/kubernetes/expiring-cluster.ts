import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ForwardingServer } from './forward-to-cluster.ts';
import { forwardToCluster } from './forward-to-cluster.ts';

export interface ExpiringCluster extends ForwardingServer {
  /** Ends all watches as an API server does that has forgotten where they are. Returns how many there were. */
  expire(): number;
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
  const watches = new Map<ServerResponse, IncomingMessage>();
  const server = await forwardToCluster(({ url = '/' }) => (answer, response) => {
    if (!new URL(url, 'http://x').searchParams.has('watch')) return;
    watches.set(response, answer);
    response.once('close', () => watches.delete(response));
  });
  return {
    ...server,
    expire() {
      const open = [...watches];
      for (const [response, answer] of open) {
        answer.unpipe(response);
        response.end(`${JSON.stringify(EXPIRED)}\n`);
      }
      return open.length;
    },
  };
}
