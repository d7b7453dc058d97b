import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import { needsReadySince } from '../links.ts';
import type { Found } from '../rule.ts';
import type { Troubled } from './container-state.ts';
import { awaitsLogUntil, ended } from './container-state.ts';

/** Restarts, and time since the start, before a crash counts as a loop: what it needs may still start. */
const CRASHES = 3;
const CRASH_GRACE_MS = 30_000;
/** Restarts of a program whose servers are ready, or that needs too much memory. */
const OWN_CRASHES = 2;
/** After a run of that length a crash is a new one. */
const CRASH_FORGOTTEN_MS = 600_000;

/** Everything that the program needs was ready at its last start, so the fault is in the program itself. */
export function isOwnFault(facts: Facts, { pod, status }: Troubled): boolean {
  const since = needsReadySince(facts, facts.ownerOf(pod));
  return since !== null && (timeOf(status.lastState?.terminated?.startedAt) ?? 0) > since;
}

/** A container that crashed often enough. A container that may be waiting for a server gets more time. */
export function crashesUntil({ now }: Facts, { pod, status }: Troubled, own: boolean): Found['terminal'] {
  const last = status.lastState?.terminated;
  const lasted = (timeOf(last?.finishedAt) ?? 0) - (timeOf(last?.startedAt) ?? 0);
  const restarts = status.restartCount ?? 0;
  if (lasted >= CRASH_FORGOTTEN_MS) return false;
  if (own && restarts >= OWN_CRASHES) return true;
  if (restarts < CRASHES) return false;
  const began = timeOf(pod.status?.startTime) ?? timeOf(pod.metadata.creationTimestamp) ?? now;
  return { at: began + CRASH_GRACE_MS };
}

/** Terminal as given, but not before the log was read, which may show another cause; and as long named only at the end. */
export function afterLog(
  facts: Facts,
  one: Troubled,
  { terminal, quiet = false }: Pick<Found, 'terminal' | 'quiet'>,
): Pick<Found, 'terminal' | 'quiet'> {
  const until = awaitsLogUntil(facts, one);
  if (until === null || terminal === false) return { terminal, quiet: quiet || until !== null };
  return { terminal: { at: terminal === true ? until : Math.max(until, terminal.at) }, quiet: true };
}

/** It was started again, or will be. */
export const isRestarted = ({ pod, status }: Troubled) =>
  (status.restartCount ?? 0) >= 1 ||
  status.state?.waiting?.reason === 'CrashLoopBackOff' ||
  (status.state?.terminated !== undefined &&
    pod.spec?.restartPolicy !== 'Never' &&
    pod.status?.phase !== 'Failed');

/** The kubelet ended it because of a probe: the probe is the finding. */
export function isKilledByProbe(facts: Facts, one: Troubled): boolean {
  const code = ended(one)?.exitCode ?? 0;
  return (
    (code === 137 || code === 143 || code === 0) &&
    facts.events(one.pod, ['Unhealthy']).some(({ message = '' }) => /^(Startup|Liveness)/.test(message))
  );
}
