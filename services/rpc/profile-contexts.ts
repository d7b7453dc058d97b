import { Metadata } from '@grpc/grpc-js';
import { formatTraceparent, parseTraceparent } from '#runtime/telemetry/tracing/traceparent.ts';

/** Trace context of the call itself, as W3C names it. */
const CALL_KEY = 'traceparent';
/** Trace contexts of the call's profiles, in order, 24 bytes each; all zero where a profile is not traced. */
const PROFILES_KEY = 'influscope-profile-traces-bin';
const TRACE_ID_BYTES = 16;
const CONTEXT_BYTES = 24;

export interface CallContexts {
  call: string | undefined;
  /** By the profile's place in the call; only those that are recorded. */
  profiles: ReadonlyMap<number, string>;
}

/** The contexts as metadata of a call, not part of the request, so that equal profiles have equal bytes. */
export function writeContexts(call: string | undefined, profiles: readonly (string | undefined)[]): Metadata {
  const metadata = new Metadata();
  if (call === undefined) return metadata;
  metadata.set(CALL_KEY, call);
  const bytes = Buffer.alloc(profiles.length * CONTEXT_BYTES);
  for (const [i, profile] of profiles.entries()) {
    const context = parseTraceparent(profile);
    if (!context?.sampled) continue;
    bytes.write(context.traceId, i * CONTEXT_BYTES, 'hex');
    bytes.write(context.spanId, i * CONTEXT_BYTES + TRACE_ID_BYTES, 'hex');
  }
  metadata.set(PROFILES_KEY, bytes);
  return metadata;
}

/** Skips missing and malformed contexts. */
export function readContexts(metadata: Metadata): CallContexts {
  const [call] = metadata.get(CALL_KEY);
  const [packed] = metadata.get(PROFILES_KEY);
  const profiles = new Map<number, string>();
  const bytes = Buffer.isBuffer(packed) ? packed : Buffer.alloc(0);
  for (let at = 0; at + CONTEXT_BYTES <= bytes.length; at += CONTEXT_BYTES) {
    const text = formatTraceparent({
      traceId: bytes.toString('hex', at, at + TRACE_ID_BYTES),
      spanId: bytes.toString('hex', at + TRACE_ID_BYTES, at + CONTEXT_BYTES),
      sampled: true,
    });
    if (parseTraceparent(text)) profiles.set(at / CONTEXT_BYTES, text);
  }
  return { call: typeof call === 'string' ? call : undefined, profiles };
}
