import { isCertificateError, isStatus } from '#cli/kubernetes/client/errors.ts';
import { isLate } from '#cli/kubernetes/is-late.ts';
import type { Event } from '#cli/output/events/events.ts';
import { warning } from '#cli/output/events/events.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { Connection } from './connection.ts';

/** A restart or an upgrade of an API server takes about as long. */
const AWAY_MS = 60_000;

/**
 * The first requests of a command that changes the cluster. One that answered an earlier command gets a minute to answer again;
 * an address that never answered is more likely wrong. Rejects with the error of the request.
 */
export async function* awaitAnswer<T>(
  { client, state }: Connection,
  signal: AbortSignal,
  ask: () => Promise<T>,
): AsyncGenerator<Event, T> {
  try {
    return await ask();
  } catch (error) {
    if (state === null || !isStatus(error, 0) || isCertificateError(error)) throw error;
    const { message } = error;
    yield warning('api_unreachable', `${message}. It did earlier: waiting up to ${AWAY_MS / 1_000} s`);
    using bound = startDeadline(AWAY_MS, { signal });
    while (client.reachability.awayMs() > 0 && !bound.signal.aborted)
      await client.reachability.back(AWAY_MS, bound.signal);
    if (signal.aborted && !isLate(signal)) throw signal.reason;
    if (bound.signal.aborted) throw error;
    return await ask();
  }
}
