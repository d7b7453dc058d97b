import { createHmac } from 'node:crypto';

/**
 * The value of the header `Influscope-Signature`: `t=SECONDS,v1=HEX`, an HMAC-SHA-256 of `SECONDS.BODY` under the secret of the
 * address, as Stripe signs its webhooks (docs.stripe.com/webhooks, "Verify webhook signatures manually"). The time is part
 * of it, so that a receiver can refuse old copies.
 */
export function signAlert(secret: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}
