/**
 * Reads `source` until `signal` aborts, then throws its reason, also while nothing comes. The source is left as it
 * stands: closing it is for whoever owns it.
 */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  // Nobody may be waiting when it happens.
  aborted.catch(() => {});
  if (signal.aborted) abort();
  try {
    const iterator = source[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await Promise.race([iterator.next(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
