export type SpanKind = 'internal' | 'producer' | 'consumer' | 'client' | 'server';
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  kind?: SpanKind;
  /** Trace context of the cause, in this process or another. Without one, a new trace begins. */
  parent?: string | undefined;
  /** Trace contexts of further causes; they become links. */
  links?: readonly string[];
  attributes?: SpanAttributes;
}

/** One piece of work in a trace. */
export interface Span {
  /** W3C trace context for the next process; `undefined` while tracing is off. */
  readonly traceparent: string | undefined;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed. The message must be free of personal data and secrets. */
  fail(message: string): void;
  end(): void;
}

/** Starts spans. Never throws and never waits: spans that fail to export are counted and dropped. */
export interface Tracer {
  /** Whether spans are recorded. Check it before a loop over a batch. */
  readonly enabled: boolean;
  start(name: string, options?: SpanOptions): Span;
  /** Exports the remaining spans, for at most `deadlineMs`. Idempotent. */
  close(deadlineMs: number): Promise<void>;
}

const NO_SPAN: Span = { traceparent: undefined, set() {}, fail() {}, end() {} };

/** Tracing that is off. */
export const NO_TRACER: Tracer = { enabled: false, start: () => NO_SPAN, close: async () => {} };
