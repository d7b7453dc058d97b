import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import type { PreparedEvent } from '../event.ts';

/** Builds an event in a span of its own, the first of its profile's trace, which ends when the queue has confirmed it. */
export function traceEvent(
  tracer: Tracer,
  build: () => PreparedEvent | Promise<PreparedEvent>,
): PreparedEvent | Promise<PreparedEvent> {
  if (!tracer.enabled) return build();
  const span = tracer.start('scrape profile', {
    kind: 'producer',
    attributes: { 'messaging.operation.type': 'send', 'messaging.destination.name': 'profile-events' },
  });
  const attach = (event: PreparedEvent): PreparedEvent => {
    span.set({ 'messaging.message.id': event.message.id });
    const { traceparent } = span;
    const job = event.job && { ...event.job, traceparent };
    return { ...event, message: { ...event.message, traceparent }, job, span };
  };
  const event = build();
  return event instanceof Promise ? event.then(attach) : attach(event);
}

/** Ends what `traceEvent` has begun. */
export function endTraces(events: readonly PreparedEvent[], error?: unknown): void {
  for (const { span } of events) {
    if (error !== undefined) span?.fail(error instanceof Error ? error.name : 'failed');
    span?.end();
  }
}
