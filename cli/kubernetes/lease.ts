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
  namespace: string;
  /** Takes the lock whoever holds it. */
  force: boolean;
  clock(): number;
  signal: AbortSignal;
}

export interface Lock {
  /** Aborts when the operation's own signal does, or when the lock was taken away. */
  signal: AbortSignal;
  release(): Promise<void>;
}

const NAME = 'influscope-deploy';
const DURATION_S = 30;
const RENEW_MS = 8_000;
/** Clocks of two machines differ. */
const SKEW_MS = 15_000;
const ATTEMPTS = 5;

/**
 * Takes the platform's lock, which one command at most holds, on whatever machine. One that is held is refused at once,
 * with its holder's name; that of a process of this machine which has ended, and one that is no longer renewed, is taken over.
 */
export async function acquireLock(client: KubeClient, options: LockOptions): Promise<Lock> {
  const { namespace, force, clock, signal } = options;
  const path = resourcePath(RESOURCES.lease, { namespace });
  const holder = `${userInfo().username}@${hostname()}/${process.pid}`;
  let held: Lease | undefined;
  for (let attempt = 1; held === undefined; attempt++) {
    const present = await client.get<Lease>(refTo(RESOURCES.lease, NAME, namespace), signal);
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
              metadata: { name: NAME, namespace },
              spec,
            },
            signal,
          });
    } catch (error) {
      // Somebody was faster: who, and do they still hold it?
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
    for (;;) {
      try {
        await sleep(RENEW_MS, undefined, { signal: AbortSignal.any([signal, stopped.signal]) });
        lease = await write({ ...lease, spec: { ...lease.spec, renewTime: microTime(clock()) } });
      } catch (error) {
        if (signal.aborted || stopped.signal.aborted) return lease;
        const late = clock() - Date.parse(lease.spec?.renewTime ?? '') > DURATION_S * 1_000;
        if (!isStatus(error, 404, 409) && !late) continue;
        const present = await client
          .get<Lease>(refTo(RESOURCES.lease, NAME, namespace), signal)
          .catch(() => null);
        lost.abort(
          new OperationError(`The lock was taken by ${present?.spec?.holderIdentity ?? 'nobody known'}`, {
            code: 'lock_lost',
            hint: 'the same command again, once the other has ended',
            cause: error,
          }),
        );
        return lease;
      }
    }
  }

  function write(lease: Lease): Promise<Lease> {
    return client.request<Lease>(`${path}/${NAME}`, 'Lock', { method: 'PUT', body: lease, signal });
  }

  /** Also when the command was interrupted. */
  async function removeIfOurs(lease: Lease): Promise<void> {
    await client.request(`${path}/${NAME}`, 'Lock', {
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
    `Another influscope command works on this platform [holder=${spec?.holderIdentity} since=${ago(spec?.acquireTime)} renewed=${ago(spec?.renewTime)} ago]`,
    { code: 'platform_locked', hint: 'wait until it has ended; --force-unlock if it never will' },
  );
}

/** Kubernetes wants microseconds. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
