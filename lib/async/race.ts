interface Waiter {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The races that each promise takes part in now. */
const waiters = new WeakMap<PromiseLike<unknown>, Set<Waiter>>();

/**
 * Like `Promise.race`, for promises that outlive the race: `Promise.race` leaves a reaction on each of them, which keeps
 * the result of the race in memory until the promise settles. A loop that races one long promise against many short ones would hold
 * all results. Later rejections of the others are ignored.
 */
export async function race<T>(contenders: Iterable<PromiseLike<T>>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const waiter = { resolve, reject } as Waiter;
  const joined = [...contenders].map(waitersOf);
  for (const set of joined) set.add(waiter);
  try {
    return await promise;
  } finally {
    for (const set of joined) set.delete(waiter);
  }
}

function waitersOf(contender: PromiseLike<unknown>): Set<Waiter> {
  const known = waiters.get(contender);
  if (known !== undefined) return known;
  const set = new Set<Waiter>();
  waiters.set(contender, set);
  const settle = (tell: (waiter: Waiter) => void) => {
    waiters.delete(contender);
    for (const waiter of set) tell(waiter);
  };
  contender.then(
    (value) => settle(({ resolve }) => resolve(value)),
    (error: unknown) => settle(({ reject }) => reject(error)),
  );
  return set;
}
