import { orAbort } from '#lib/async/or-abort.ts';
import { AvatarFault } from '../avatars/avatar-fault.ts';

export interface HostGateOptions {
  /** Requests at the same time to one host, and to all. */
  perHost: number;
  total: number;
  /** How long a host rests first. */
  restMs: number;
  /** Milliseconds of a clock that is never set. */
  now?: () => number;
}

/** Limits requests, and sends none to hosts that ask for a pause or do not answer. */
export interface HostGate {
  /**
   * Waits for a place; the caller says how it went. Rejects with the signal's reason, and while the host is left alone
   * at once with the `AvatarFault` that was its last answer.
   */
  enter(host: string, signal: AbortSignal): Promise<HostVisit>;
}

export interface HostVisit {
  /** Gives the place back. With a passing fault the host is counted as not well. Only the first call does anything. */
  leave(fault?: AvatarFault): void;
}

interface HostState {
  active: number;
  /** Passing faults in a row. */
  faults: number;
  lastFault: AvatarFault | null;
  /** Time until which no request is sent. */
  restsUntil: number;
}

/** From this many passing faults in a row on a host rests, each time twice as long. */
const FAULTS_BEFORE_REST = 3;
const LONGEST_REST_MS = 5 * 60_000;
/** Maximum of the wait that a server can ask for. */
const LONGEST_RETRY_AFTER_MS = 15 * 60_000;
/** Hosts that are remembered for their faults. */
const MAX_HOSTS = 10_000;

export function createHostGate({
  perHost,
  total,
  restMs,
  now = () => performance.now(),
}: HostGateOptions): HostGate {
  const hosts = new Map<string, HostState>();
  let active = 0;
  let left = Promise.withResolvers<void>();

  const hasRoom = (host: string) => active < total && (hosts.get(host)?.active ?? 0) < perHost;

  const refuseResting = (host: string) => {
    const state = hosts.get(host);
    if (!state?.lastFault || state.restsUntil <= now()) return;
    const { message } = state.lastFault;
    throw new AvatarFault(message, { isPermanent: false, retryAfterMs: state.restsUntil - now() });
  };

  const take = (host: string): HostState => {
    const state = hosts.get(host) ?? { active: 0, faults: 0, lastFault: null, restsUntil: 0 };
    hosts.set(host, state);
    state.active++;
    active++;
    if (hosts.size > MAX_HOSTS) forgetIdle(hosts);
    return state;
  };

  return {
    async enter(host, signal) {
      signal.throwIfAborted();
      refuseResting(host);
      while (!hasRoom(host)) {
        await orAbort(left.promise, signal);
        refuseResting(host);
      }
      const state = take(host);
      let isHere = true;
      return {
        leave(fault) {
          if (!isHere) return;
          isHere = false;
          state.active--;
          active--;
          noteFault(state, fault, restMs, now());
          if (state.active === 0 && state.faults === 0) hosts.delete(host);
          left.resolve();
          left = Promise.withResolvers();
        },
      };
    },
  };
}

function noteFault(state: HostState, fault: AvatarFault | undefined, firstRestMs: number, now: number): void {
  if (fault === undefined || fault.isPermanent) {
    state.faults = 0;
    return;
  }
  state.faults++;
  state.lastFault = fault;
  const doublings = state.faults - FAULTS_BEFORE_REST;
  const restMs = doublings < 0 ? 0 : Math.min(LONGEST_REST_MS, firstRestMs * 2 ** doublings);
  const askedMs = Math.min(LONGEST_RETRY_AFTER_MS, fault.retryAfterMs ?? 0);
  state.restsUntil = Math.max(state.restsUntil, now + Math.max(restMs, askedMs));
}

/** The half that was seen first, but for those in use. */
function forgetIdle(hosts: Map<string, HostState>): void {
  for (const [host, { active }] of hosts) {
    if (hosts.size <= MAX_HOSTS / 2) break;
    if (active === 0) hosts.delete(host);
  }
}
