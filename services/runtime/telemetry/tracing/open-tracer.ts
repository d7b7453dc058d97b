import type { Registry } from 'prom-client';
import { Counter } from 'prom-client';
import type { Logger } from '../logger.ts';
import type { TracingSettings } from './settings.ts';
import type { SpanCounter, TracedProcess } from './traced-process.ts';
import type { Tracer } from './tracer.ts';
import { NO_TRACER } from './tracer.ts';

export interface TracerOptions {
  settings: TracingSettings | null;
  identity: TracedProcess;
  logger: Logger;
  registry: Registry;
}

/** OpenTelemetry is loaded only where it is switched on. */
export async function openTracer({ settings, identity, logger, registry }: TracerOptions): Promise<Tracer> {
  const spans: SpanCounter = new Counter({
    name: 'influscope_trace_spans_total',
    help: 'Spans by outcome: recorded, then exported or failed; the difference was dropped',
    labelNames: ['outcome'],
    registers: [registry],
  });
  if (settings === null) return NO_TRACER;
  const { createOpenTelemetryTracer } = await import('./open-telemetry.ts');
  return createOpenTelemetryTracer({ settings, identity, logger, spans });
}
