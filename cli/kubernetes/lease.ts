import { hostname, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '#cli/errors.ts';
import { formatDuration } from '#cli/output/text/format.ts';
import type { KubeClient } from './client/client.ts';
import { isStatus } from './client/errors.ts';
import type { KubeObject } from './objects.ts';
import { RESOURCES, refTo, resourcePath } from './resources.ts';

interface Lease extends KubeObject {
  spec?: { holderIdentity?: string; leaseDurationSeconds?: number; acquireTime?: string; renewTime?: string };
}

export interface LockOptions {
  /** Name of the Lease. */
  name: string;
  namespace: string;
  /** Takes the lock from another holder. */
  force: boolean;
  clock(): number;
  signal: AbortSignal;
}

export interface Lock {
  /** Aborts when the operation's own signal does, or when the lock is lost. */
  signal: AbortSignal;
  release(): Promise<void>;
}

const DURATION_S = 30;
const RENEW_MS = 8_000;
/** An API server that is unreachable for longer ends the operation. */
const UNREACHABLE_MS = 120_000;
const RETRY_MS = 2_000;
/** Clocks of two machines differ. */
const SKEW_MS = 15_000;
const ATTEMPTS = 5;

/**
 * Takes a lock that at most one command holds, on any machine. Refuses at once when another command holds it, and names
 * the holder. Takes over the lock of a process of this machine that has ended, and one that is no longer renewed.
 */
export async function acquireLock(client: KubeClient, options: LockOptions): Promise<Lock> {
  const { name, namespace, force, clock, signal } = options;
  const path = resourcePath(RESOURCES.lease, { namespace });
  const holder = `${userInfo().username}@${hostname()}/${process.pid}`;
  let held: Lease | undefined;
  for (let attempt = 1; held === undefined; attempt++) {
    const present = await client.get<Lease>(refTo(RESOURCES.lease, name, namespace), signal);
    if (present && !force && isHeld(present, clock())) throw refusal(present, clock());
    const now = microTime(clock());
    const spec = {
      holderIdentity: holder,
      leaseDurationSeconds: DURATION_S,
      acquireTime: now,
      renewTime: now,
    };
    try {
      held = present
        ? await write({ ...present, spec })
        : await client.request<Lease>(path, 'Lock', {
            method: 'POST',
            body: {
              apiVersion: 'coordination.k8s.io/v1',
              kind: 'Lease',
              metadata: { name, namespace },
              spec,
            },
            signal,
          });
    } catch (error) {
      // Another command was faster: look again at who holds it.
      if (!isStatus(error, 409) || attempt === ATTEMPTS) throw error;
    }
  }

  const lost = new AbortController();
  const stopped = new AbortController();
  const renewing = renew(held);
  return {
    signal: AbortSignal.any([signal, lost.signal]),
    async release() {
      if (stopped.signal.aborted) return;
      stopped.abort();
      const last = await renewing;
      await removeIfOurs(last).catch(() => {});
    },
  };

  async function renew(first: Lease): Promise<Lease> {
    let lease = first;
    let pauseMs = RENEW_MS;
    for (;;) {
      try {
        await sleep(pauseMs, undefined, { signal: AbortSignal.any([signal, stopped.signal]) });
        lease = await write({ ...lease, spec: { ...lease.spec, renewTime: microTime(clock()) } });
        pauseMs = RENEW_MS;
      } catch (error) {
        if (signal.aborted || stopped.signal.aborted) return lease;
        if (isStatus(error, 404, 409)) {
          const present = await client
            .get<Lease>(refTo(RESOURCES.lease, name, namespace), signal)
            .catch(() => null);
          // An earlier write of ours got through although its answer was lost.
          if (present?.spec?.holderIdentity === holder && present.metadata.uid === lease.metadata.uid) {
            lease = present;
            continue;
          }
          lost.abort(takenError(present, error));
          return lease;
        }
        // The next write names this version of the lease: it proves that no other command took the lock meanwhile.
        const silentMs = clock() - Date.parse(lease.spec?.renewTime ?? '');
        if (silentMs > UNREACHABLE_MS) {
          lost.abort(unreachableError(error, silentMs));
          return lease;
        }
        pauseMs = RETRY_MS;
      }
    }
  }

  function write(lease: Lease): Promise<Lease> {
    return client.request<Lease>(`${path}/${name}`, 'Lock', { method: 'PUT', body: lease, signal });
  }

  /** Also when the command was interrupted. */
  async function removeIfOurs(lease: Lease): Promise<void> {
    await client.request(`${path}/${name}`, 'Lock', {
      method: 'DELETE',
      body: { preconditions: { uid: lease.metadata.uid, resourceVersion: lease.metadata.resourceVersion } },
      signal: AbortSignal.timeout(2_000),
    });
  }
}

function isHeld({ spec }: Lease, now: number): boolean {
  if (!spec?.holderIdentity) return false;
  const [, host, pid] = /@(.+)\/(\d+)$/.exec(spec.holderIdentity) ?? [];
  if (host === hostname() && !isAlive(Number(pid))) return false;
  const duration = (spec.leaseDurationSeconds ?? DURATION_S) * 1_000;
  return now - Date.parse(spec.renewTime ?? '') < duration + SKEW_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function refusal({ spec }: Lease, now: number): OperationError {
  const ago = (time: string | undefined) => formatDuration(Math.max(0, now - Date.parse(time ?? '')));
  return new OperationError(
    `Another command is changing this instance [holder=${spec?.holderIdentity} since=${ago(spec?.acquireTime)} renewed=${ago(spec?.renewTime)} ago]`,
    { code: 'platform_locked', hint: 'wait until it ends, or use --force-unlock if it is stuck' },
  );
}

function takenError(present: Lease | null, cause: unknown): OperationError {
  const holder = present?.spec?.holderIdentity;
  return new OperationError(
    holder
      ? `Another command took the lock [holder=${holder}]`
      : 'The lock was deleted while this command held it',
    { code: 'lock_lost', hint: 'repeat the command after the other one ends', cause },
  );
}

function unreachableError(cause: unknown, silentMs: number): OperationError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new OperationError(`The lock could not be renewed for ${formatDuration(silentMs)}: ${why}`, {
    code: 'cluster_unreachable',
    hint: 'check the network, then repeat the command',
    cause,
  });
}

/** Kubernetes wants microseconds. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
