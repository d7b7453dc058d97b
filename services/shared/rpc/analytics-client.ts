import { credentials, Metadata } from '@grpc/grpc-js';
import { UnavailableError } from '../ports/errors.ts';
import { retry } from '../runtime/retry.ts';
import {
  ANALYTICS_SERVICE,
  loadAnalyticsProto,
  MAX_MESSAGE_BYTES,
  MAX_PROFILES_PER_CALL,
} from './analytics-proto.ts';
import { checkHealth } from './check-health.ts';
import type { AnalyzeRequest } from './generated/influscope/analytics/v1/AnalyzeRequest.ts';
import type { AnalyzeResponse__Output } from './generated/influscope/analytics/v1/AnalyzeResponse.ts';
import { splitBatch } from './split-batch.ts';
import { toPortError } from './status-mapping.ts';

export type { AnalyzeRequest } from './generated/influscope/analytics/v1/AnalyzeRequest.ts';
export type AnalyzeResponse = AnalyzeResponse__Output;

export interface AnalyticsClient {
  /**
   * Analyzes profiles; answers stand in the order of the requests. Calls that may work later are tried again a few
   * times. Rejects with `UnavailableError`, with `InvalidRequestError` naming the field, or with the signal's reason.
   */
  analyze(requests: readonly AnalyzeRequest[], signal: AbortSignal): Promise<AnalyzeResponse[]>;
  /** Resolves when the service says that it serves; rejects with `UnavailableError`. */
  ping(): Promise<void>;
  /** Ends the connections; calls in hand fail. Idempotent. */
  close(): Promise<void>;
}

export interface AnalyticsClientOptions {
  /** `host:port`, or a gRPC target such as `dns:///analytics:50051`; read at the first call. */
  address: string | (() => string);
  /** For one attempt. */
  deadlineMs?: number;
  attempts?: number;
  /** The longest delay before the second attempt. */
  backoffMs?: number;
}

const PING_DEADLINE_MS = 1_500;
const MAX_BACKOFF_MS = 2_000;

/** A name may stand for several servers: each call goes to the next one. */
const CHANNEL_OPTIONS = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
};

export function createAnalyticsClient({
  address,
  deadlineMs = 5_000,
  attempts = 4,
  backoffMs = 100,
}: AnalyticsClientOptions): AnalyticsClient {
  const { Analytics } = loadAnalyticsProto();
  const target = () => {
    const named = typeof address === 'string' ? address : address();
    return named.includes('://') ? named : `dns:///${named}`;
  };
  let client: InstanceType<typeof Analytics> | undefined;
  let closed = false;

  const connected = () => {
    if (closed) throw new UnavailableError('The analytics client is closed');
    client ??= new Analytics(target(), credentials.createInsecure(), CHANNEL_OPTIONS);
    return client;
  };

  /** One attempt at one call. */
  const call = (profiles: AnalyzeRequest[], signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<AnalyzeResponse[]>();
    const options = { deadline: Date.now() + deadlineMs };
    const running = connected().analyzeBatch({ profiles }, new Metadata(), options, (error, answer) => {
      signal.removeEventListener('abort', cancel);
      if (signal.aborted) reject(signal.reason);
      else if (error) reject(toPortError(error, target()));
      else if (answer?.profiles.length !== profiles.length)
        reject(
          new UnavailableError(`The analytics service answered for too few profiles [address=${target()}]`),
        );
      else resolve(answer.profiles);
    });
    const cancel = () => running.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    return promise;
  };

  return {
    async analyze(requests, signal) {
      const answers: AnalyzeResponse[] = [];
      const limits = { maxBytes: MAX_MESSAGE_BYTES, maxProfiles: MAX_PROFILES_PER_CALL };
      for (const batch of splitBatch(requests, limits)) {
        const isFatal = (error: unknown) => closed || !(error instanceof UnavailableError);
        const options = { attempts, baseMs: backoffMs, maxMs: MAX_BACKOFF_MS, signal, isFatal };
        answers.push(...(await retry(() => call(batch, signal), options)));
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
