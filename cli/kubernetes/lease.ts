import { hostname, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '#cli/errors.ts';
import { formatDuration } from '#cli/output/text/format.ts';
import type { KubeClient } from './client/client.ts';
import { isStatus, SignInError } from './client/errors.ts';
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
  /** Waits between two renewals. Default: real time. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
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
/** Long enough for a busy API server: a Lease that stays delays the next command on another machine. */
const RELEASE_TIMEOUT_MS = 5_000;
const LOST = 'lock_lost';

/**
 * Takes a lock that at most one command holds, on any machine. Refuses at once when another command holds it, and names
 * the holder. Takes over the lock of a process of this machine that has ended, and one that is no longer renewed.
 */
export async function acquireLock(client: KubeClient, options: LockOptions): Promise<Lock> {
  const { name, namespace, force, clock, signal, pause = wait } = options;
  const path = resourcePath(RESOURCES.lease, { namespace });
  const holder = `${userInfo().username}@${hostname()}/${process.pid}`;
  let held: Lease | undefined;
  let written: string | undefined;
  for (let attempt = 1; held === undefined; attempt++) {
    const present = await client.get<Lease>(refTo(RESOURCES.lease, name, namespace), signal);
    if (present?.spec?.holderIdentity === holder && present.spec.acquireTime === written) {
      // Ours: the answer to the write was lost.
      held = present;
      break;
    }
    if (present && !force && isHeld(present, clock())) throw refusal(present, clock());
    const now = microTime(clock());
    written = now;
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
      // Another command was faster, or a creation got no answer: look again at who holds it.
      const again = isStatus(error, 409) || (present === null && isStatus(error, 0));
      if (!again || attempt === ATTEMPTS) throw error;
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
    const ending = AbortSignal.any([signal, stopped.signal]);
    let lease = first;
    let pauseMs = RENEW_MS;
    for (;;) {
      try {
        await pause(pauseMs, ending);
        lease = await renewOnce(lease, ending);
        pauseMs = RENEW_MS;
      } catch (error) {
        if (ending.aborted) return lease;
        // The next write names this version of the lease: it proves that no other command took the lock meanwhile.
        const silentMs = clock() - Date.parse(lease.spec?.renewTime ?? '');
        const taken = isTaken(error);
        if (taken || silentMs > UNREACHABLE_MS) {
          lost.abort(taken ? error : unreachableError(error, silentMs));
          return lease;
        }
        pauseMs = RETRY_MS;
      }
    }
  }

  /** Throws `lock_lost` only if the cluster shows that the lock is no longer ours. */
  async function renewOnce(lease: Lease, ending: AbortSignal): Promise<Lease> {
    try {
      return await write({ ...lease, spec: { ...lease.spec, renewTime: microTime(clock()) } }, true);
    } catch (error) {
      if (!isStatus(error, 404, 409)) throw error;
      const present = await readOnce(ending);
      // An earlier write of ours got through although its answer was lost.
      if (present?.spec?.holderIdentity === holder && present.metadata.uid === lease.metadata.uid)
        return present;
      throw takenError(present, error);
    }
  }

  async function readOnce(ending: AbortSignal): Promise<Lease | null> {
    try {
      return await client.request<Lease>(`${path}/${name}`, 'Lock', { signal: ending, once: true });
    } catch (error) {
      if (isStatus(error, 404)) return null;
      throw error;
    }
  }

  function write(lease: Lease, once = false): Promise<Lease> {
    return client.request<Lease>(`${path}/${name}`, 'Lock', { method: 'PUT', body: lease, signal, once });
  }

  /** Also when the command was interrupted. */
  async function removeIfOurs(lease: Lease): Promise<void> {
    await client.request(`${path}/${name}`, 'Lock', {
      method: 'DELETE',
      body: { preconditions: { uid: lease.metadata.uid, resourceVersion: lease.metadata.resourceVersion } },
      signal: AbortSignal.timeout(RELEASE_TIMEOUT_MS),
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
    { code: 'platform_locked', hint: { text: 'wait until it ends, or use --force-unlock if it is stuck' } },
  );
}

function isTaken(error: unknown): error is OperationError {
  return error instanceof OperationError && error.code === LOST;
}

function takenError(present: Lease | null, cause: unknown): OperationError {
  const holder = present?.spec?.holderIdentity;
  return new OperationError(
    holder
      ? `Another command took the lock [holder=${holder}]`
      : 'The lock was deleted while this command held it',
    { code: LOST, hint: { text: 'repeat the command after the other one ends' }, cause },
  );
}

function unreachableError(cause: unknown, silentMs: number): OperationError {
  // More specific than an error of the lock: the credentials can no longer be read.
  if (cause instanceof SignInError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new OperationError(`The lock could not be renewed for ${formatDuration(silentMs)}: ${why}`, {
    code: 'cluster_unreachable',
    hint: { text: 'check the network, then repeat the command' },
    cause,
  });
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}

/** Kubernetes wants microseconds. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
