import { orAbort } from '#lib/async/or-abort.ts';

/** Runs work of the same name one after the other. Rejects with the work's error, or with the signal's reason. */
export type TakeTurns = <T>(name: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

export function createTurns(): TakeTurns {
  const last = new Map<string, Promise<unknown>>();
  return async (name, signal, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
    const after = before.then(() => mine);
    last.set(name, after);
    try {
      await orAbort(before, signal);
      return await work();
    } finally {
      leave();
      if (last.get(name) === after) last.delete(name);
    }
  };
}
