import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alert } from '#contract/alerts/alert.ts';

/** A receiver of webhooks that checks signatures and honours ids. */
export interface AlertReceiver {
  readonly url: string;
  /** Each alert once, by id. */
  readonly alerts: Map<string, Alert>;
  /** Requests that were taken, repeated ones included. */
  readonly received: { count: number; badlySigned: number };
  secret: string;
  /** Refuses connections from now on. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startAlertReceiver(): Promise<AlertReceiver> {
  const alerts = new Map<string, Alert>();
  const received = { count: 0, badlySigned: 0 };
  let port = 0;
  let server: Server | undefined;
  const listen = async () => {
    server = createServer((request, response) => {
      void read(request).then((body) => {
        received.count++;
        if (!isSigned(request.headers['influscope-signature'], body, receiver.secret)) received.badlySigned++;
        const alert = JSON.parse(body) as Alert;
        alerts.set(alert.id, alert);
        response.writeHead(204).end();
      });
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const goAway = async () => {
    const closing = server;
    server = undefined;
    closing?.closeAllConnections();
    if (closing) await new Promise((resolve) => closing.close(resolve));
  };
  await listen();
  const receiver: AlertReceiver = {
    url: `http://127.0.0.1:${port}/alerts`,
    alerts,
    received,
    secret: '',
    goAway,
    comeBack: listen,
    close: goAway,
  };
  return receiver;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** As a receiver checks the header `Influscope-Signature` of a request, written from the documentation. */
export function isSigned(header: unknown, body: string, secret: string): boolean {
  const [, seconds, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(header)) ?? [];
  return given === createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
