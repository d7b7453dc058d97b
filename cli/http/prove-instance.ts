import { randomBytes } from 'node:crypto';
import type { Agent } from 'node:http';
import { OperationError } from '#cli/errors.ts';
import type { Health } from '#contract/health.ts';
import { CHALLENGE_BYTES, isProof } from '#contract/identity-proof.ts';
import { readText } from '#lib/read-text.ts';
import type { Endpoint } from './endpoint.ts';
import { send } from './request.ts';

/** The health of the process that answers; `null` when it does not prove that it is the instance. No secret is sent. */
export async function askProvenHealth(
  { url, proof }: Pick<Endpoint, 'url'> & { proof: NonNullable<Endpoint['proof']> },
  signal: AbortSignal,
  agent?: Agent,
): Promise<Health | null> {
  const challenge = randomBytes(CHALLENGE_BYTES).toString('hex');
  const answer = await send({ url, proof: null }, `/healthz?challenge=${challenge}`, {
    signal,
    ...(agent && { agent }),
  });
  const health = JSON.parse(await readText(answer)) as Partial<Health> | null;
  const isInstance = health?.instance === proof.instance;
  if (!isInstance || !isProof(health?.proof, proof.secret, Number(new URL(url).port), challenge)) return null;
  return health as Health;
}

/** Throws unless the process at the endpoint proves that it is the instance. */
export async function assertProven(endpoint: Endpoint, signal: AbortSignal, agent?: Agent): Promise<void> {
  const { url, proof } = endpoint;
  if (proof === null || (await askProvenHealth({ url, proof }, signal, agent)) !== null) return;
  throw new OperationError(`The program at ${url} is not this instance, so nothing was sent to it`, {
    code: 'instance_unproven',
    hint: { text: 'start the instance again', command: ['up'] },
  });
}
