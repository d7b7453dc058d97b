import { maskSecrets } from '#cli/output/text/mask.ts';
import type { Condition, KubeEvent } from '../objects.ts';
import { shorten } from '../readiness/common.ts';
import type { ContainerStatus } from '../readiness/pod-status.ts';
import type { Facts } from './facts.ts';
import type { Evidence } from './finding.ts';

const LOG_LINES = 5;

const line = (kind: Evidence['kind'], text: string): Evidence => ({ kind, text: shorten(maskSecrets(text)) });

export const fromField = (text: string): Evidence => line('field', text);

export function fromEvent(event: KubeEvent | undefined): Evidence[] {
  if (event === undefined) return [];
  const times = (event.count ?? 1) > 1 ? ` (${event.count} times)` : '';
  return [line('event', `${event.reason}: ${event.message ?? ''}${times}`)];
}

export function fromCondition(condition: Condition | undefined): Evidence[] {
  if (condition === undefined) return [];
  const { type, status, reason, message } = condition;
  return [line('condition', [`${type}=${status}`, reason, message].filter((part) => part).join(': '))];
}

export function fromWaiting(status: ContainerStatus): Evidence[] {
  const { reason, message } = status.state?.waiting ?? {};
  return reason === undefined ? [] : [line('condition', message ? `${reason}: ${message}` : reason)];
}

/** How the last run of a container ended. */
export function fromExit(status: ContainerStatus): Evidence[] {
  const last = status.state?.terminated ?? status.lastState?.terminated;
  if (last === undefined) return [];
  const restarts = status.restartCount ?? 0;
  const text = `${status.name} exited with code ${last.exitCode ?? '?'}${last.reason ? ` (${last.reason})` : ''}, ${restarts} restart${restarts === 1 ? '' : 's'}`;
  return [line('exit', text)];
}

/** The last lines of its log. */
export function fromLog(facts: Facts, pod: string, container: string): Evidence[] {
  return (facts.log(pod, container)?.lines ?? []).slice(-LOG_LINES).map((text) => line('log', text));
}

export function fromAnswer(facts: Facts, pod: string): Evidence[] {
  const answer = facts.answer(pod);
  return answer === undefined ? [] : [line('probe', `status ${answer.status}: ${answer.text}`)];
}
