import type { Link, SpanContext } from '@opentelemetry/api';
import { SpanKind as Kind, ROOT_CONTEXT, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import type { Sampler, SpanExporter } from '@opentelemetry/sdk-trace';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import type { Logger } from '../logger.ts';
import type { Sampling, TracingSettings } from './settings.ts';
import type { SpanCounter, TracedProcess } from './traced-process.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { Span, SpanKind, Tracer } from './tracer.ts';

export interface OpenTelemetryOptions {
  settings: TracingSettings;
  identity: TracedProcess;
  logger: Logger;
  spans: SpanCounter;
}

const KINDS: Record<SpanKind, Kind> = {
  internal: Kind.INTERNAL,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
  client: Kind.CLIENT,
  server: Kind.SERVER,
};

/** Work for a whole batch has a link to each of its profiles. */
const MAX_LINKS = 1_000;

/** A tracer that exports over OTLP, HTTP with protobuf. Contexts are passed explicitly: it changes no global state. */
export function createOpenTelemetryTracer(options: OpenTelemetryOptions): Tracer {
  const { settings, identity, logger, spans } = options;
  const provider = new TracerProvider({
    resource: resourceOf(settings, identity),
    sampler: samplerOf(settings.sampling),
    spanLimits: { linkCountLimit: MAX_LINKS },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: patient(new OTLPTraceExporter({ timeoutMillis: settings.exportTimeoutMs }), logger, spans),
        scheduledDelayMillis: settings.scheduleDelayMs,
        maxQueueSize: settings.maxQueueSize,
        maxExportBatchSize: Math.min(settings.maxBatchSize, settings.maxQueueSize),
        exportTimeoutMillis: settings.exportTimeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('influscope', identity.version);
  let closing: Promise<void> | undefined;

  return {
    enabled: true,
    start(name, { kind = 'internal', parent, links = [], attributes = {} } = {}): Span {
      const remote = spanContextOf(parent);
      const span = tracer.startSpan(
        name,
        { kind: KINDS[kind], attributes, links: links.flatMap(linkTo) },
        remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT,
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
      return {
        traceparent: formatTraceparent({ traceId, spanId, sampled }),
        set: (more) => void span.setAttributes(more),
        fail: (message) => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
        end() {
          span.end();
          if (sampled) spans.inc({ outcome: 'recorded' });
        },
      };
    },
    close(deadlineMs) {
      closing ??= withinTime(provider.shutdown(), deadlineMs, logger);
      return closing;
    },
  };
}

/** Reports every export to the processor as done, also a failed one: an error here would have no handler. */
function patient(exporter: SpanExporter, logger: Logger, spans: SpanCounter): SpanExporter {
  let failing = false;
  return {
    export(batch, done) {
      exporter.export(batch, ({ code, error }) => {
        const failed = code !== 0;
        spans.inc({ outcome: failed ? 'failed' : 'exported' }, batch.length);
        // The text of the error may hold the address with its secrets.
        if (failed && !failing) logger.warn({ error: error?.name }, 'trace export failed');
        if (!failed && failing) logger.info('trace export works again');
        failing = failed;
        done({ code: 0 });
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

async function withinTime(work: Promise<void>, deadlineMs: number, logger: Logger): Promise<void> {
  using deadline = startDeadline(deadlineMs);
  await orAbort(work, deadline.signal).catch(() => logger.warn('some traces were not exported at shutdown'));
}

function resourceOf({ serviceName }: TracingSettings, { services, version, instance }: TracedProcess) {
  const [only] = services;
  const own = resourceFromAttributes({
    'service.name': services.length === 1 && only !== undefined ? `influscope-${only}` : 'influscope',
    'service.version': version,
    'service.instance.id': instance,
  });
  const told = detectResources({ detectors: [resourceAttributesEnvDetector] });
  const named = resourceFromAttributes(serviceName === null ? {} : { 'service.name': serviceName });
  return own.merge(told).merge(named);
}

function samplerOf({ ratio, parentBased }: Sampling): Sampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  return parentBased ? new ParentBasedSampler({ root }) : root;
}

function spanContextOf(traceparent: string | undefined): SpanContext | undefined {
  const context = parseTraceparent(traceparent);
  if (!context) return undefined;
  const { traceId, spanId, sampled } = context;
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

function linkTo(traceparent: string): Link[] {
  const context = spanContextOf(traceparent);
  return context ? [{ context }] : [];
}
