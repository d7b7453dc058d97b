import type { ContainerStatus, Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromEvent, fromExit, fromLog, fromWaiting } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import type { Found } from '../rule.ts';
import type { ContainerSpec } from '../specs.ts';

const ARCHITECTURE = /exec format error/i;
const COMMAND = /executable file not found|no such file or directory|: not found$|command not found/i;
export const STARTING = new Set(['CreateContainerError', 'RunContainerError', 'StartError']);

/** A container of a pod, with its state. */
export interface Troubled {
  pod: Pod;
  spec: ContainerSpec;
  status: ContainerStatus;
}

export const troubled = (facts: Facts): Troubled[] =>
  facts.pods.flatMap((pod) => facts.containers(pod).map(({ spec, status }) => ({ pod, spec, status })));

export const waitsFor = ({ status }: Troubled) => status.state?.waiting?.reason ?? '';
export const ended = ({ status }: Troubled) => status.lastState?.terminated ?? status.state?.terminated;
export const loops = (one: Troubled) =>
  waitsFor(one) === 'CrashLoopBackOff' ||
  (ended(one)?.exitCode ?? 0) !== 0 ||
  ended(one)?.reason === 'StartError';

/** What a container says of why it did not start, in all places. */
function words(facts: Facts, one: Troubled): string {
  const log = facts.log(one.pod.metadata.name, one.spec.name)?.lines ?? [];
  return [one.status.state?.waiting?.message ?? '', ended(one)?.message ?? '', ...log].join('\n');
}

export const isDown = (one: Troubled) => !one.status.ready && !one.status.state?.running;

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
export const isCommand = (facts: Facts, one: Troubled) =>
  !ARCHITECTURE.test(words(facts, one)) &&
  (STARTING.has(waitsFor(one)) ||
    ended(one)?.reason === 'StartError' ||
    ended(one)?.reason === 'ContainerCannotRun' ||
    ended(one)?.exitCode === 127) &&
  (COMMAND.test([one.status.state?.waiting?.message ?? '', ended(one)?.message ?? ''].join('\n')) ||
    ended(one)?.exitCode === 127);
export const isMemory = (one: Troubled) => ended(one)?.reason === 'OOMKilled' && isDown(one);
