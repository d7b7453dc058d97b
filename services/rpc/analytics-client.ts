import type { ServiceError } from '@grpc/grpc-js';
import { credentials, status } from '@grpc/grpc-js';
import { Registry } from 'prom-client';
import { toGrpcTarget } from '#lib/grpc-target.ts';
import { UnavailableError } from '#ports/errors.ts';
import { retry } from '#runtime/process/retry.ts';
import { inSpan, startShared } from '#runtime/telemetry/tracing/shared-span.ts';
import type { Span, Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import {
  ANALYTICS_SERVICE,
  loadAnalyticsProto,
  MAX_MESSAGE_BYTES,
  MAX_PROFILES_PER_CALL,
} from './analytics-proto.ts';
import { CLIENT_OPTIONS } from './channel-options.ts';
import { checkHealth } from './check-health.ts';
import { createAnalyticsClientMetrics } from './client-metrics.ts';
import type { AnalyzeBatchResponse__Output } from './generated/influscope/analytics/v1/AnalyzeBatchResponse.ts';
import type { AnalyzeRequest } from './generated/influscope/analytics/v1/AnalyzeRequest.ts';
import type { AnalyzeResponse__Output } from './generated/influscope/analytics/v1/AnalyzeResponse.ts';
import type { AnalyzeBatchHandler } from './local-call.ts';
import { callLocally } from './local-call.ts';
import { writeContexts } from './profile-contexts.ts';
import { splitBatch } from './split-batch.ts';
import { toPortError } from './status-mapping.ts';

export type { AnalyzeRequest } from './generated/influscope/analytics/v1/AnalyzeRequest.ts';
export type AnalyzeResponse = AnalyzeResponse__Output;

export interface AnalyticsClient {
  /**
   * Analyzes profiles; answers are in the order of the requests. Calls that may succeed later are retried a few
   * times. Rejects with `UnavailableError`, with `InvalidRequestError` naming the field, or with the signal's reason.
   * `traces`: the trace context of each request's profile, in order.
   */
  analyze(
    requests: readonly AnalyzeRequest[],
    signal: AbortSignal,
    traces?: readonly (string | undefined)[],
  ): Promise<AnalyzeResponse[]>;
  /** Resolves when the service reports SERVING; rejects with `UnavailableError`. */
  ping(): Promise<void>;
  /** Closes the connections; pending calls fail. Idempotent. */
  close(): Promise<void>;
}

export interface AnalyticsClientOptions {
  /** As `toGrpcTarget` takes it; read at the first call. */
  address: string | (() => string);
  /** For one attempt. */
  deadlineMs?: number;
  attempts?: number;
  /** The longest delay before the second attempt. */
  backoffMs?: number;
  /** The service itself when it runs in this process: it is called without the network. */
  local?: AnalyzeBatchHandler | undefined;
  registry?: Registry;
  tracer?: Tracer;
}

const PING_DEADLINE_MS = 1_500;
const MAX_BACKOFF_MS = 2_000;
const SPAN_NAME = `${ANALYTICS_SERVICE}/AnalyzeBatch`;

/** A client of all analytics servers behind the address; each attempt goes to the next one. */
export function createAnalyticsClient({
  address,
  deadlineMs = 5_000,
  attempts = 4,
  backoffMs = 100,
  local,
  registry = new Registry(),
  tracer = NO_TRACER,
}: AnalyticsClientOptions): AnalyticsClient {
  const { Analytics } = loadAnalyticsProto();
  const metrics = createAnalyticsClientMetrics(registry);
  const target = () => toGrpcTarget(typeof address === 'string' ? address : address());
  let client: InstanceType<typeof Analytics> | undefined;
  let closed = false;

  const connected = () => {
    if (closed) throw new UnavailableError('The analytics client is closed');
    client ??= new Analytics(target(), credentials.createInsecure(), CLIENT_OPTIONS);
    return client;
  };

  /** One attempt at one call. */
  const call = (profiles: AnalyzeRequest[], traces: Traces, span: Span, signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<AnalyzeResponse[]>();
    const options = { deadline: Date.now() + deadlineMs };
    const metadata = writeContexts(span.traceparent, traces);
    const done = metrics.duration.startTimer();
    const onAnswer = (error: ServiceError | null, answer?: AnalyzeBatchResponse__Output) => {
      signal.removeEventListener('abort', cancel);
      done();
      metrics.calls.inc({ code: status[error?.code ?? status.OK] });
      if (signal.aborted) reject(signal.reason);
      else if (error) reject(toPortError(error, target()));
      else if (answer?.profiles.length !== profiles.length)
        reject(
          new UnavailableError(
            `The analytics service returned the wrong number of answers [address=${target()}]`,
          ),
        );
      else resolve(answer.profiles);
    };
    const running = local
      ? callLocally(local, { profiles, metadata }, onAnswer)
      : connected().analyzeBatch({ profiles }, metadata, options, onAnswer);
    const cancel = () => running.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    return promise;
  };

  const callUntilAnswered = (profiles: AnalyzeRequest[], traces: Traces, signal: AbortSignal) => {
    const span = startSpan(tracer, traces, profiles.length);
    return inSpan(span, () =>
      retry(() => call(profiles, traces, span, signal), {
        attempts,
        baseMs: backoffMs,
        maxMs: MAX_BACKOFF_MS,
        signal,
        isFatal: (error: unknown) => closed || !(error instanceof UnavailableError),
        onRetry: (_, attempt) => {
          metrics.retries.inc();
          span.set({ 'influscope.retries': attempt });
        },
      }),
    );
  };

  return {
    async analyze(requests, signal, traces = []) {
      const answers: AnalyzeResponse[] = [];
      const limits = { maxBytes: MAX_MESSAGE_BYTES, maxProfiles: MAX_PROFILES_PER_CALL };
      for (const batch of splitBatch(requests, limits)) {
        const ofBatch = traces.slice(answers.length, answers.length + batch.length);
        answers.push(...(await callUntilAnswered(batch, ofBatch, signal)));
      }
      return answers;
    },
    async ping() {
      await checkHealth(connected(), ANALYTICS_SERVICE, PING_DEADLINE_MS);
    },
    async close() {
      closed = true;
      client?.close();
    },
  };
}

type Traces = readonly (string | undefined)[];

function startSpan(tracer: Tracer, traces: Traces, profiles: number): Span {
  return startShared(tracer, SPAN_NAME, traces, {
    kind: 'client',
    attributes: {
      'rpc.system': 'grpc',
      'rpc.service': ANALYTICS_SERVICE,
      'rpc.method': 'AnalyzeBatch',
      'influscope.profiles': profiles,
    },
  });
}
