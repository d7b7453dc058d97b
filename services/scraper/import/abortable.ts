/**
 * Reads `source` until `signal` aborts, then throws its reason, also while nothing comes.
 */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  signal.throwIfAborted();
  let fail: (reason: unknown) => void = () => {};
  const abort = () => fail(signal.reason);
  signal.addEventListener('abort', abort);
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      // `Promise.race` with one promise for all steps would keep every value until the end.
      const { done, value } = await new Promise<IteratorResult<T>>((resolve, reject) => {
        fail = reject;
        iterator.next().then(resolve, reject);
      });
      if (done) return;
      yield value;
      signal.throwIfAborted();
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // Not awaited: it may be waiting for bytes that never come.
    void iterator.return?.();
  }
}
