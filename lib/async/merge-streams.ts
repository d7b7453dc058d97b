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
  // At most one turn of each. `Promise.race` with one promise for many steps would keep the value of every step.
  const turns: Turn<T, R>[] = [];
  let wake = () => {};
  const arrive = (turn: Turn<T, R>) => {
    turns.push(turn);
    wake();
  };
  const askMain = () =>
    void main.next().then(
      (result) => arrive({ from: 'main', result }),
      (error: unknown) => arrive({ from: 'main', error }),
    );
  const askSide = () =>
    companion.next().then(
      (result) => arrive({ from: 'side', result }),
      (error: unknown) => arrive({ from: 'side', error }),
    );
  askMain();
  let beside = askSide();
  try {
    for (;;) {
      const turn = turns.shift();
      if (turn === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (turn.from === 'main') {
        if (!('result' in turn)) throw turn.error;
        if (turn.result.done) return turn.result.value;
        yield turn.result.value;
        askMain();
      } else if (!('result' in turn)) {
        yield onSideFailure(turn.error);
      } else if (!turn.result.done) {
        beside = askSide();
        yield turn.result.value;
      }
    }
  } finally {
    stop.abort();
    await beside;
  }
}

type Turn<T, R> =
  | { from: 'main'; result: IteratorResult<T, R> }
  | { from: 'side'; result: IteratorResult<T, unknown> }
  | { from: 'main' | 'side'; error: unknown };
