import type { BackingMetrics } from './backing-metrics.ts';
import { errorKind } from './backing-metrics.ts';

type Operations<Port> = {
  [K in keyof Port]: Port[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof Port];

/** Errors after which a part counts as unavailable. */
const UNAVAILABLE = new Set<string>(['unavailable', 'corrupt', 'newer']);

/** The same port. Times the named operations and counts their errors. */
export function observed<Port extends object>(
  part: string,
  port: Port,
  operations: readonly (Operations<Port> & string)[],
  { duration, errors, up }: BackingMetrics,
): Port {
  const wrap = (operation: string, run: (...args: unknown[]) => Promise<unknown>) => {
    const histogram = duration.labels({ part, operation });
    return async (...args: unknown[]): Promise<unknown> => {
      const startedAt = performance.now();
      try {
        const answer = await run.apply(port, args);
        up.set({ part }, 1);
        return answer;
      } catch (error) {
        const signal = args.at(-1);
        const kind = errorKind(error, signal instanceof AbortSignal ? signal : undefined);
        errors.inc({ part, operation, kind });
        if (UNAVAILABLE.has(kind)) up.set({ part }, 0);
        throw error;
      } finally {
        histogram.observe((performance.now() - startedAt) / 1_000);
      }
    };
  };
  const wrapped = operations.map((operation) => [
    operation,
    wrap(operation, port[operation] as (...args: unknown[]) => Promise<unknown>),
  ]);
  return { ...port, ...Object.fromEntries(wrapped) };
}
