import type { BatchHandler, Delivery, Verdict } from '#ports/queue.ts';

/** The handler's verdicts, a retry for all when it failed, `undefined` when the signal came first. */
export async function decideBatch(
  handler: BatchHandler,
  deliveries: readonly Delivery[],
  signal: AbortSignal,
): Promise<Verdict[] | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const verdicts = await Promise.race([handler(deliveries, signal), aborted]);
    if (verdicts !== undefined && verdicts.length !== deliveries.length) {
      throw new Error(`The handler answered ${verdicts.length} verdicts for ${deliveries.length} deliveries`);
    }
    return verdicts;
  } catch (error) {
    if (signal.aborted) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    return deliveries.map(() => ({ kind: 'retry', reason }));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
