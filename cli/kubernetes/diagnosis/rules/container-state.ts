import { eventTime } from '#cli/kubernetes/objects.ts';
import type { ContainerStatus, Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { settledRunMs } from '#cli/kubernetes/readiness/settled-run.ts';
import { fromEvent, fromExit, fromLog, fromWaiting } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Found } from '../rule.ts';
import type { ContainerSpec } from '../specs.ts';

const ARCHITECTURE = /exec format error/i;
const COMMAND = /executable file not found|no such file or directory|: not found$|command not found/i;
export const STARTING = new Set(['CreateContainerError', 'RunContainerError', 'StartError']);

/** A container that is not ready, or looks ready between two crashes; with its state. */
export interface Troubled {
  pod: Pod;
  spec: ContainerSpec;
  status: ContainerStatus;
  init: boolean;
}

export const troubled = (facts: Facts): Troubled[] =>
  facts.pods.flatMap((pod) =>
    facts
      .containers(pod)
      .filter(({ status }) => status.ready !== true || isUnsettled(facts, pod, status))
      .map((container) => ({ pod, ...container })),
  );

/** Restarts before a container that is ready may be in a loop. */
const RESTARTS = 2;
/** The times in a status are whole seconds. */
const ROUNDING_MS = 1_000;

const lastedMs = ({ lastState }: ContainerStatus) =>
  (timeOf(lastState?.terminated?.finishedAt) ?? 0) - (timeOf(lastState?.terminated?.startedAt) ?? 0);
const ageMs = (facts: Facts, { state }: ContainerStatus) =>
  facts.now - (timeOf(state?.running?.startedAt) ?? facts.now);

/** Its run is shorter than the last one, and a wait would not count it as ready yet. */
function isUnsettled(facts: Facts, pod: Pod, status: ContainerStatus): boolean {
  if ((status.restartCount ?? 0) < RESTARTS || status.state?.running === undefined) return false;
  const others = facts.pods.filter((other) => other !== pod);
  return ageMs(facts, status) < Math.min(settledRunMs(status, others), lastedMs(status) - ROUNDING_MS);
}

export const waitsFor = ({ status }: Troubled) => status.state?.waiting?.reason ?? '';
/** The last run that has ended. */
export const ended = ({ status }: Troubled) => status.state?.terminated ?? status.lastState?.terminated;
/** How many runs have ended. */
export const countEnded = (one: Troubled) =>
  (one.status.restartCount ?? 0) + (isDown(one) && ended(one) !== undefined ? 1 : 0);
/** Its last run ended by a fault. A program that serves must not end at all. */
export const loops = (one: Troubled) =>
  waitsFor(one) === 'CrashLoopBackOff' ||
  (ended(one)?.exitCode ?? 0) !== 0 ||
  ended(one)?.reason === 'StartError' ||
  (ended(one) !== undefined && !one.init && (one.pod.spec?.restartPolicy ?? 'Always') === 'Always');

/** What a container says of why it did not start, in all places. */
function words(facts: Facts, one: Troubled): string {
  const log = facts.log(one.pod.metadata.name, one.spec.name)?.lines ?? [];
  return [one.status.state?.waiting?.message ?? '', ended(one)?.message ?? '', ...log].join('\n');
}

export const isDown = (one: Troubled) => !one.status.state?.running;

/** Runs of the same program differ by about that much. */
const USUAL_DIFFERENCE = 1.25;
const USUAL_DIFFERENCE_MS = 5_000;

/**
 * It ended, and runs again without being ready: it is about to end again for all that is known. A run that is longer than
 * the last one may have another fault, which its probe reports.
 */
export function runsAgain(facts: Facts, { pod, status }: Troubled): boolean {
  if (status.state?.running === undefined || status.lastState?.terminated === undefined) return false;
  const age = ageMs(facts, status);
  if (age <= lastedMs(status) * USUAL_DIFFERENCE + USUAL_DIFFERENCE_MS) return true;
  return !facts.events(pod, ['Unhealthy']).some((event) => eventTime(event) >= facts.now - age);
}

/** A log may be the only proof of the cause; one that cannot be read is not awaited longer than this. */
const LOG_WAIT_MS = 8_000;

/** Until when the log of the last run may still say more, in epoch milliseconds; `null` if it was read. */
export function awaitsLogUntil(facts: Facts, one: Troubled): number | null {
  if (facts.isLogRead(one.pod.metadata.name, one.spec.name)) return null;
  const until = (timeOf(ended(one)?.finishedAt) ?? 0) + LOG_WAIT_MS;
  return facts.now < until ? until : null;
}

/** A finding about the container, with all its evidence. */
export function found(
  facts: Facts,
  one: Troubled,
  { cause, fix, terminal, quiet = false }: Pick<Found, 'cause' | 'fix' | 'terminal' | 'quiet'>,
): Found {
  const name = one.pod.metadata.name;
  return {
    object: facts.ownerOf(one.pod),
    pod: name,
    cause,
    evidence: [
      ...fromWaiting(one.status),
      ...fromExit(one.status),
      ...fromEvent(facts.events(one.pod, ['Failed'])[0]),
      ...fromLog(facts, name, one.spec.name),
    ],
    fix,
    terminal,
    quiet,
  };
}

export const isArchitecture = (facts: Facts, one: Troubled) =>
  loops(one) && ARCHITECTURE.test(words(facts, one));
/** The node says that the program does not exist. */
export const saysCommand = (one: Troubled) =>
  (STARTING.has(waitsFor(one)) ||
    ended(one)?.reason === 'StartError' ||
    ended(one)?.reason === 'ContainerCannotRun' ||
    ended(one)?.exitCode === 127) &&
  COMMAND.test([one.status.state?.waiting?.message ?? '', ended(one)?.message ?? ''].join('\n'));
export const isCommand = (facts: Facts, one: Troubled) =>
  !ARCHITECTURE.test(words(facts, one)) && (saysCommand(one) || ended(one)?.exitCode === 127);
export const isMemory = (facts: Facts, one: Troubled) =>
  ended(one)?.reason === 'OOMKilled' && (isDown(one) || runsAgain(facts, one));
