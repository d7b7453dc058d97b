import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Lock } from '#cli/kubernetes/lease.ts';
import { acquireLock } from '#cli/kubernetes/lease.ts';
import type { TargetFlags } from '../options.ts';
import type { Kubernetes } from './kubernetes.ts';
import { LOCK_NAME } from './names.ts';

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
