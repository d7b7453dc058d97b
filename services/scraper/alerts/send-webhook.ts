import { lookup } from 'node:dns/promises';
import type { SecureContextOptions } from 'node:tls';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { Alert } from '#contract/alerts/alert.ts';
import { createGuardedAgent } from '../fetch/guarded-agent.ts';
import type { ResolveHost } from '../fetch/resolve-host.ts';
import { createHostResolver } from '../fetch/resolve-host.ts';
import type { AlertSettings } from './alert-config.ts';
import { ruleOf } from './destination.ts';
import { signAlert } from './sign-alert.ts';

export interface WebhookSender {
  /** Resolves when the receiver has answered 2xx. Rejects otherwise; redirects are not followed. */
  send(alert: Alert, to: { url: URL; secret: string }, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface WebhookSenderOptions {
  addresses: AlertSettings['addresses'];
  userAgent: string;
  /** Epoch milliseconds. */
  now(): number;
  /** Authorities instead of the system's. */
  ca?: SecureContextOptions['ca'];
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;

/** A name that only this machine or network knows is allowed where private addresses are. */
const anyHost: ResolveHost = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

export function createWebhookSender({ addresses, userAgent, now, ca }: WebhookSenderOptions): WebhookSender {
  const agent = createGuardedAgent({
    resolveHost: addresses === 'any' ? anyHost : createHostResolver(),
    rule: ruleOf(addresses),
    connectMs: CONNECT_MS,
    ...(ca !== undefined && { ca }),
  });
  return {
    async send(alert, { url, secret }, signal) {
      const body = JSON.stringify(alert);
      const answer = await request(url, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': userAgent,
          'influscope-alert-id': alert.id,
          'influscope-signature': signAlert(secret, body, now()),
        },
        body,
        headersTimeout: ANSWER_MS,
        bodyTimeout: ANSWER_MS,
        signal,
      });
      await discard(answer);
      if (answer.statusCode < 200 || answer.statusCode > 299)
        throw new Error(`the receiver answered with status ${answer.statusCode}`);
    },
    close: () => agent.destroy(),
  };
}

/** The body is not needed. A short one is read, so that the connection can be reused. */
async function discard({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: 16_384 });
}
