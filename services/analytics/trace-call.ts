import { status } from '@grpc/grpc-js';
import { ANALYTICS_SERVICE } from '#rpc/analytics-proto.ts';
import type { AnalyzeBatchCall } from '#rpc/local-call.ts';
import { readContexts } from '#rpc/profile-contexts.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';

/** The spans of one call: its own, and one in the trace of each profile that is traced. */
export interface CallTrace {
  /** Runs the analysis of the profile at this place of the call. */
  profile<T>(place: number, work: () => T): T;
  end(code: status): void;
}

const OFF: CallTrace = { profile: (_, work) => work(), end() {} };

export function traceCall(tracer: Tracer, call: Pick<AnalyzeBatchCall, 'metadata'>): CallTrace {
  if (!tracer.enabled) return OFF;
  const contexts = readContexts(call.metadata);
  if (contexts.call === undefined) return OFF;
  const span = tracer.start(`${ANALYTICS_SERVICE}/AnalyzeBatch`, {
    kind: 'server',
    parent: contexts.call,
    attributes: { 'rpc.system': 'grpc', 'rpc.service': ANALYTICS_SERVICE, 'rpc.method': 'AnalyzeBatch' },
  });
  const links = span.traceparent === undefined ? [] : [span.traceparent];
  return {
    profile(place, work) {
      const parent = contexts.profiles.get(place);
      if (parent === undefined) return work();
      const ofProfile = tracer.start('analyze profile', { parent, links });
      try {
        return work();
      } finally {
        ofProfile.end();
      }
    },
    end(code) {
      span.set({ 'rpc.grpc.status_code': code });
      if (code !== status.OK) span.fail(status[code]);
      span.end();
    },
  };
}
