import type { Hint } from '#cli/hint.ts';
import type { Event, EventOf } from './registry.ts';

export type { Event, EventOf } from './registry.ts';
export type { InstanceState } from './status/schema.ts';

/** Shows events: as text for a person, or as JSON lines for a program. */
export interface EventSink {
  emit(event: Event): void;
  /** Stops animations; no event follows. */
  close(): void;
}

/** An event without the version, which `event` adds. */
type Body<E> = E extends Event ? Omit<E, 'v'> : never;

export function event<B extends Body<Event>>(body: B): EventOf<B['type']> {
  return { v: 1, ...body } as unknown as EventOf<B['type']>;
}

export function note(code: string, message: string, hint?: Hint): Event {
  return event({ type: 'note', level: 'info', code, message, ...(hint && { hint }) });
}

export function warning(code: string, message: string, hint?: Hint): Event {
  return event({ type: 'note', level: 'warn', code, message, ...(hint && { hint }) });
}

/** A step's two events; `done` says how long it took by `clock`, in milliseconds. */
export function step(id: string, message: string, clock: () => number = () => performance.now()) {
  const started = clock();
  return {
    started: event({ type: 'step', step: id, status: 'started', message, elapsed_ms: null }),
    done: (doneMessage: string): Event =>
      event({
        type: 'step',
        step: id,
        status: 'done',
        message: doneMessage,
        elapsed_ms: Math.round(clock() - started),
      }),
  };
}
