import type { Aws } from '#cli/aws/aws.ts';
import type { StackStep } from '#cli/aws/stacks.ts';
import { stackSteps, statusAfter } from '#cli/aws/stacks.ts';
import { poll } from '#cli/aws/wait.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import type { Phase } from './next-action.ts';
import { isGood, isMoving } from './next-action.ts';
import type { PhaseSteps } from './phases.ts';

export interface FollowedStack {
  name: string;
  phase: Phase;
}

export interface Follow {
  /** `null` for a deletion, which is no phase of the creation. */
  steps: PhaseSteps | null;
  signal: AbortSignal;
  /** A missing stack is about to be created, and does not count as deleted. */
  expected?: boolean;
}

/**
 * Shows the progress of the stacks, one after the other, until each is stable: the resource, its state, and the usual time
 * that remains. One request per poll.
 */
export async function* followStacks(
  aws: Aws,
  stacks: readonly FollowedStack[],
  { steps, signal, expected = false }: Follow,
): AsyncGenerator<Event> {
  for (const { name, phase } of stacks) {
    if (steps) yield* steps.begin(phase);
    const seen = new Map<string, StackStep>();
    let last: string | null = null;
    let status: string | null = null;
    const ask = (within: AbortSignal) => stackSteps(aws, name, { after: last, signal: within });
    for await (const fresh of poll(ask, { signal, same: nothingNew })) {
      if (fresh === null) {
        if (status !== null || !expected) break;
        continue;
      }
      last = fresh.at(-1)?.id ?? last;
      status = statusAfter(fresh) ?? status;
      const newest = new Map(fresh.map((one) => [one.resource, one]));
      for (const [resource, one] of newest) {
        if (resource === name) continue;
        seen.set(resource, one);
        yield toObject(phase, one);
      }
      const done = [...seen.values()].filter((one) => one.status.endsWith('_COMPLETE')).length;
      if (steps && seen.size > 0) yield steps.progress(phase, done);
      if (status !== null && !isMoving(status)) break;
    }
    if (steps && status !== null && isGood(status)) yield* steps.end(phase);
  }
}

/** No event since the last poll, or still no stack: the next poll can wait longer. */
export function nothingNew(before: readonly StackStep[] | null, now: readonly StackStep[] | null): boolean {
  return now === null ? before === null : now.length === 0;
}

function toObject(phase: Phase, { resource, type, status, reason }: StackStep): Event {
  return event({
    type: 'object',
    step: phase,
    kind: type.replace(/^AWS::/, ''),
    name: resource,
    status: status.endsWith('_FAILED') ? 'failed' : status.endsWith('_COMPLETE') ? 'current' : 'in-progress',
    message: status.toLowerCase().replaceAll('_', ' ') + (reason ? `: ${reason}` : ''),
    condition: null,
  });
}
