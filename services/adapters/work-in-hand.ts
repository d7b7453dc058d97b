import { UnavailableError } from '#ports/errors.ts';

/** The pending operations of a store. */
export interface WorkInHand {
  /** Rejects with `UnavailableError` once it is closed. The signal aborts when a close has waited long enough. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Accepts no more and waits a short time for pending operations. Idempotent. */
  close(): Promise<void>;
}

const CLOSE_MS = 2_000;

/** `name` as errors call the store, e.g. `The object store`. */
export function createWorkInHand(name: string): WorkInHand {
  const closing = new AbortController();
  const inHand = new Set<Promise<unknown>>();
  let closed = false;

  return {
    async run(work) {
      if (closed) throw new UnavailableError(`${name} is closed`);
      const working = work(closing.signal);
      inHand.add(working);
      try {
        return await working;
      } finally {
        inHand.delete(working);
      }
    },
    async close() {
      closed = true;
      const late = setTimeout(() => closing.abort(new UnavailableError(`${name} is closed`)), CLOSE_MS);
      await Promise.allSettled(inHand);
      clearTimeout(late);
    },
  };
}
