import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Lock } from '#cli/kubernetes/lease.ts';
import { acquireLock } from '#cli/kubernetes/lease.ts';
import type { TargetFlags } from '../options.ts';
import type { Kubernetes } from './kubernetes.ts';
import { LOCK_NAME } from './names.ts';

/**
 * The same lock, which outlives `signal` once it is taken: what has to be put right after a failure is done under it. The
 * signal of the lock then ends only when it is lost.
 */
export async function lockBeyond(
  kube: Kubernetes,
  client: KubeClient,
  request: { flags?: TargetFlags | undefined; signal: AbortSignal },
): Promise<Lock> {
  const life = new AbortController();
  const end = () => life.abort(request.signal.reason);
  request.signal.throwIfAborted();
  request.signal.addEventListener('abort', end, { once: true });
  try {
    return await lockInstance(kube, client, { ...request, signal: life.signal });
  } finally {
    request.signal.removeEventListener('abort', end);
  }
}

/** Makes this command the only one that changes the instance. The signal of the lock ends with `signal`, or when it is lost. */
export function lockInstance(
  { namespace, clock }: Kubernetes,
  client: KubeClient,
  { flags, signal }: { flags?: TargetFlags | undefined; signal: AbortSignal },
): Promise<Lock> {
  return acquireLock(client, {
    name: LOCK_NAME,
    namespace,
    force: flags?.forceUnlock ?? false,
    clock,
    signal,
  });
}
