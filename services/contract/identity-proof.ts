import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a client sends with `GET /healthz?challenge=…`: 32 random bytes in hex. */
export const CHALLENGE_BYTES = 32;
const CHALLENGE = /^[0-9a-f]{64}$/;

/**
 * Proves that a server knows the admin token, without sending it: an HMAC-SHA-256 of the challenge under the token. The
 * port is part of it, so that a program on another port cannot pass the question on to the server.
 */
export function proveIdentity(token: string, port: number, challenge: string): string {
  return createHmac('sha256', token).update(`influscope identity 1\n${port}\n${challenge}`).digest('hex');
}

export function isChallenge(value: unknown): value is string {
  return typeof value === 'string' && CHALLENGE.test(value);
}

/** Whether `proof` is the answer to `challenge` by a server that listens on `port` and knows the token. */
export function isProof(proof: unknown, token: string, port: number, challenge: string): boolean {
  const expected = Buffer.from(proveIdentity(token, port, challenge));
  const given = Buffer.from(typeof proof === 'string' ? proof : '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
