/** The parts of a W3C `traceparent`; ids in lower-case hexadecimal. */
export interface TraceContext {
  traceId: string;
  spanId: string;
  sampled: boolean;
}

const PATTERN = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** `undefined` for an invalid trace context: its sender is untrusted, so a new trace begins. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const match = text === undefined || text.length > 512 ? null : PATTERN.exec(text);
  if (!match || text?.startsWith('ff')) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The recorded contexts, in order, without duplicates. */
export function sampledOf(contexts: Iterable<string | undefined>): string[] {
  const sampled = new Set<string>();
  for (const context of contexts) {
    if (context !== undefined && parseTraceparent(context)?.sampled) sampled.add(context);
  }
  return [...sampled];
}
