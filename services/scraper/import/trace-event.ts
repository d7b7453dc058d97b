import type { Tracer } from '../../shared/runtime/tracing/tracer.ts';
import type { PreparedEvent } from '../event.ts';

/** Builds an event in a span of its own, the first of its profile's trace, which ends when the queue has confirmed it. */
export function traceEvent(tracer: Tracer, build: () => PreparedEvent): PreparedEvent {
  if (!tracer.enabled) return build();
  const span = tracer.start('scrape profile', {
    kind: 'producer',
    attributes: { 'messaging.operation.type': 'send', 'messaging.destination.name': 'profile-events' },
  });
  const event = build();
  span.set({ 'messaging.message.id': event.message.id });
  return { ...event, message: { ...event.message, traceparent: span.traceparent }, span };
}

/** Ends what `traceEvent` has begun. */
export function endTraces(events: readonly PreparedEvent[], error?: unknown): void {
  for (const { span } of events) {
    if (error !== undefined) span?.fail(error instanceof Error ? error.name : 'failed');
    span?.end();
  }
}
