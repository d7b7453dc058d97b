import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { xml } from './recorded-aws.ts';

const IDENTITY = xml(
  'GetCallerIdentity',
  '<Arn>arn:aws:iam::123456789012:user/test</Arn><UserId>U</UserId><Account>123456789012</Account>',
);

export interface StallingAws {
  env: Record<string, string>;
  /** Resolves with the first request that is left without an answer. */
  stalled: Promise<void>;
  /** From now on every request is refused, after `delayMs`: a slow network. */
  refuse(delayMs: number): void;
  close(): Promise<void>;
}

/** An AWS that says who is asking, and lets every other request wait. */
export async function startStallingAws(): Promise<StallingAws> {
  let refuseAfterMs: number | null = null;
  const { promise: stalled, resolve: stall } = Promise.withResolvers<void>();
  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming).catch(() => '');
    if (new URLSearchParams(body).get('Action') === 'GetCallerIdentity') {
      outgoing.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY.body);
    } else if (refuseAfterMs === null) stall();
    else
      setTimeout(() => {
        outgoing.writeHead(403, { 'content-type': 'application/json' });
        outgoing.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }));
      }, refuseAfterMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stalled,
    refuse(delayMs) {
      refuseAfterMs = delayMs;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
