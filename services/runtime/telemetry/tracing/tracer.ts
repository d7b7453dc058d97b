export type SpanKind = 'internal' | 'producer' | 'consumer' | 'client' | 'server';
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  kind?: SpanKind;
  /** Trace context of whoever caused it, of this process or another; a new trace begins without one. */
  parent?: string | undefined;
  /** Trace contexts of others that it belongs to just as much. */
  links?: readonly string[];
  attributes?: SpanAttributes;
}

/** One piece of work in a trace. */
export interface Span {
  /** W3C trace context for whoever goes on from here; `undefined` while tracing is off. */
  readonly traceparent: string | undefined;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed. The message must be free of personal data and secrets. */
  fail(message: string): void;
  end(): void;
}

/** Starts spans. Never throws and never waits: what cannot be exported is counted and dropped. */
export interface Tracer {
  /** Whether anything is recorded at all: what is worth a loop over a batch asks first. */
  readonly enabled: boolean;
  start(name: string, options?: SpanOptions): Span;
  /** Exports what is still held, for `deadlineMs` at most. Idempotent. */
  close(deadlineMs: number): Promise<void>;
}

const NO_SPAN: Span = { traceparent: undefined, set() {}, fail() {}, end() {} };

/** Tracing that is off. */
export const NO_TRACER: Tracer = { enabled: false, start: () => NO_SPAN, close: async () => {} };
