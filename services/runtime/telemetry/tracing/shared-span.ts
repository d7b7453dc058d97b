import { sampledOf } from './traceparent.ts';
import type { Span, SpanOptions, Tracer } from './tracer.ts';
import { NO_TRACER } from './tracer.ts';

/**
 * A span for work shared by several traces: it belongs to the first recorded trace and is linked
 * to those of the others. Nothing is recorded where none of them is.
 */
export function startShared(
  tracer: Tracer,
  name: string,
  contexts: Iterable<string | undefined>,
  options: Omit<SpanOptions, 'parent' | 'links'> = {},
): Span {
  const [parent, ...links] = tracer.enabled ? sampledOf(contexts) : [];
  if (parent === undefined) return NO_TRACER.start(name);
  return tracer.start(name, { ...options, parent, links });
}

/** Runs `work` in a span; what it throws marks the span as failed. */
export async function inSpan<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    span.fail(error instanceof Error ? error.name : 'failed');
    throw error;
  } finally {
    span.end();
  }
}
