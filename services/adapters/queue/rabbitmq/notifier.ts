/** Wakes everybody who waits for something to change. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring; rejects with the signal's reason. */
  next(signal?: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let waiting = new Set<() => void>();
  return {
    ring() {
      const woken = waiting;
      waiting = new Set();
      for (const wake of woken) wake();
    },
    next(signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const wake = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          waiting.delete(wake);
          reject(signal?.reason);
        };
        waiting.add(wake);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
