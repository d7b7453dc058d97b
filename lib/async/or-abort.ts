import { race } from './race.ts';

/**
 * Settles as `work` does, or rejects with the signal's reason as soon as the signal aborts. The work itself is not
 * stopped, and a later rejection of it is ignored.
 */
export async function orAbort<T>(work: PromiseLike<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
