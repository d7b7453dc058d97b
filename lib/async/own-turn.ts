const waiting: (() => void)[] = [];

/**
 * Resolves in a turn of the event loop that no other waiter gets. `setImmediate` would run all that wait in one turn: the more work is
 * in progress, the longer would everything else wait.
 */
export function ownTurn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.push(resolve);
  if (waiting.length === 1) setImmediate(next);
  return promise;
}

function next(): void {
  waiting[0]?.();
  waiting.shift();
  if (waiting.length > 0) setImmediate(next);
}
