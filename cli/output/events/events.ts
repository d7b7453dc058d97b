import type { Event, EventOf } from './event-schema.ts';

export type { Event, EventOf, InstanceState } from './event-schema.ts';

/** Where events go: to text for a person, or to JSON lines for a program. */
export interface EventSink {
  emit(event: Event): void;
  /** Ends what is animated; nothing is emitted after. */
  close(): void;
}

/** An event without the version, which `event` adds. */
type Body<E> = E extends Event ? Omit<E, 'v'> : never;

export function event<B extends Body<Event>>(body: B): EventOf<B['type']> {
  return { v: 1, ...body } as unknown as EventOf<B['type']>;
}

export function note(code: string, message: string): Event {
  return event({ type: 'note', level: 'info', code, message });
}

export function warning(code: string, message: string): Event {
  return event({ type: 'note', level: 'warn', code, message });
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
