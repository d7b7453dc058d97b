/**
 * Runs `main` to its end. Yields its items, and the items of `side` as they come. Stops `side` when `main` ends. A failure
 * of `side` becomes the item that `onSideFailure` returns, and `main` continues.
 */
export async function* mergeStreams<T, R>(
  main: AsyncGenerator<T, R>,
  side: (signal: AbortSignal) => AsyncGenerator<T>,
  onSideFailure: (error: unknown) => T,
): AsyncGenerator<T, R> {
  const stop = new AbortController();
  const companion = side(stop.signal);
  const ask = () =>
    companion.next().then(
      ({ done, value }): Turn<T, R> => ({ from: 'side', done: done === true, value: value as T }),
      (error: unknown): Turn<T, R> => ({
        from: 'side',
        done: true,
        value: onSideFailure(error),
        failed: true,
      }),
    );
  let next: Promise<Turn<T, R>> = main.next().then((result): Turn<T, R> => ({ from: 'main', result }));
  let beside: Promise<Turn<T, R>> | null = ask();
  try {
    for (;;) {
      const turn: Turn<T, R> = await Promise.race(beside ? [next, beside] : [next]);
      if (turn.from === 'main') {
        if (turn.result.done) return turn.result.value;
        yield turn.result.value;
        next = main.next().then((result): Turn<T, R> => ({ from: 'main', result }));
      } else {
        beside = turn.done ? null : ask();
        if (!turn.done || turn.failed) yield turn.value;
      }
    }
  } finally {
    stop.abort();
    await beside;
  }
}

type Turn<T, R> =
  | { from: 'main'; result: IteratorResult<T, R> }
  | { from: 'side'; done: boolean; value: T; failed?: boolean };
