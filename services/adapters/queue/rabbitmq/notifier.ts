import { orAbort } from '#lib/async/or-abort.ts';

/** Wakes everyone who waits for a change. */
export interface Notifier {
  notify(): void;
  /** Resolves at the next `notify`; rejects with the signal's reason. */
  next(signal?: AbortSignal): Promise<void>;
}

export function createNotifier(): Notifier {
  let upcoming: PromiseWithResolvers<void> | undefined;
  return {
    notify() {
      upcoming?.resolve();
      upcoming = undefined;
    },
    next(signal) {
      upcoming ??= Promise.withResolvers();
      return orAbort(upcoming.promise, signal);
    },
  };
}
