import type { Delivery } from '#ports/queue.ts';
import type { Span, Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import type { EventResult } from './process-events.ts';

/** A span for each delivery, in the trace of its publisher; none while tracing is off. */
export function startSpans(tracer: Tracer, deliveries: readonly Delivery[]): Span[] {
  if (!tracer.enabled) return [];
  return deliveries.map(({ id, attempt, traceparent }) =>
    tracer.start('index profile', {
      kind: 'consumer',
      parent: traceparent,
      attributes: {
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'profile-events',
        'messaging.message.id': id,
        'messaging.batch.message_count': deliveries.length,
        'influscope.attempt': attempt,
      },
    }),
  );
}

/** Records the outcome of the event, without the reason: it may quote the event. */
export function endSpan(span: Span | undefined, { verdict, outcome }: EventResult): void {
  if (span === undefined) return;
  span.set({ 'influscope.outcome': outcome });
  if (verdict.kind !== 'ack') span.fail(verdict.cause ?? verdict.kind);
  span.end();
}
