import type { Endpoint } from '#cli/http/endpoint.ts';
import { askProvenHealth } from '#cli/http/prove-instance.ts';
import { send } from '#cli/http/request.ts';
import { birthOf, isOwn } from '#cli/instance/process-birth.ts';
import type { Health } from '#contract/health.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readText } from '#lib/read-text.ts';
import type { LocalProcess, LocalState } from '../state.ts';
import type { LocalFacts } from './diagnose.ts';

const HEALTH_TIMEOUT_MS = 2_000;

/** Collects the facts for `diagnose`. `secret` is the admin token; `null` without one. */
export async function inspect(
  state: LocalState | null,
  secret: string | null,
  signal: AbortSignal,
): Promise<LocalFacts> {
  if (state?.process == null) return { state, health: null, process: 'gone' };
  const process = await recognize(state.process);
  const { instance } = state.process;
  const isAsked = process === 'ours' && instance !== null && secret !== null;
  const health = await askHealth(state.port, signal, isAsked ? { instance, secret } : null);
  return { state, health, process };
}

/** What answers on a loopback port. With `proof`, a program that does not prove that it is the instance is a stranger. */
export async function askHealth(
  port: number,
  signal: AbortSignal,
  proof: Endpoint['proof'] = null,
): Promise<Health | 'stranger' | null> {
  using limit = startDeadline(HEALTH_TIMEOUT_MS, { signal });
  const bounded = limit.signal;
  try {
    const url = `http://127.0.0.1:${port}`;
    if (proof !== null) return (await askProvenHealth({ url, proof }, bounded)) ?? 'stranger';
    const answer = await send({ url: `http://127.0.0.1:${port}`, proof: null }, '/healthz', {
      signal: bounded,
    });
    const body = JSON.parse(await readText(answer)) as Partial<Health> | null;
    return typeof body?.instance === 'string' && Array.isArray(body.services) ? (body as Health) : 'stranger';
  } catch (error) {
    signal.throwIfAborted();
    const code = (error as { code?: unknown }).code;
    // No program listens, or none answers within the timeout.
    return code === 'ECONNREFUSED' || bounded.aborted ? null : 'stranger';
  }
}

/** Whether the remembered process is alive, and is the one that was started. */
export async function recognize(known: LocalProcess): Promise<LocalFacts['process']> {
  const birth = await birthOf(known.pid);
  if (birth === null) return 'gone';
  return birth === known.born && (await isOwn(known.pid)) ? 'ours' : 'stranger';
}
