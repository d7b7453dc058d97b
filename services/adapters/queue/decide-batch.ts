import { orAbort } from '#lib/async/or-abort.ts';
import type { BatchHandler, Delivery, Verdict } from '#ports/queue.ts';

/** The handler's verdicts; a retry for every delivery when it fails; `undefined` when the signal aborts first. */
export async function decideBatch(
  handler: BatchHandler,
  deliveries: readonly Delivery[],
  signal: AbortSignal,
): Promise<Verdict[] | undefined> {
  try {
    const verdicts = await orAbort(handler(deliveries, signal), signal);
    if (verdicts.length !== deliveries.length) {
      throw new Error(`The handler returned ${verdicts.length} verdicts for ${deliveries.length} deliveries`);
    }
    return verdicts;
  } catch (error) {
    if (signal.aborted) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    return deliveries.map(() => ({ kind: 'retry', reason }));
  }
}
