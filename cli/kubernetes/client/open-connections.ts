/** A connection in use. `signal` aborts when it has to be replaced by a new one. */
export interface OpenConnection {
  readonly signal: AbortSignal;
  /** It has answered, so it is not doubtful. */
  keep(): void;
  close(): void;
}

/** The connections in use, so that those from before an outage can be replaced: no packet says that they are dead. */
export interface OpenConnections {
  open(isDoubtful: boolean): OpenConnection;
  /** Those in use now are doubtful from now on. */
  doubt(): void;
  /** Whether a doubtful one is still in use. */
  hasDoubtful(): boolean;
  /** Aborts those that are doubtful and still in use. */
  replaceDoubtful(): void;
  /** None is doubtful any longer. */
  trust(): void;
}

/** The reason with which a request ends when its connection is replaced. */
export const REPLACED = 'connection replaced';

export function createOpenConnections(): OpenConnections {
  const all = new Set<AbortController>();
  const doubtful = new Set<AbortController>();
  return {
    open(isDoubtful) {
      const controller = new AbortController();
      all.add(controller);
      if (isDoubtful) doubtful.add(controller);
      return {
        signal: controller.signal,
        keep: () => void doubtful.delete(controller),
        close() {
          all.delete(controller);
          doubtful.delete(controller);
        },
      };
    },
    doubt() {
      for (const one of all) doubtful.add(one);
    },
    hasDoubtful: () => doubtful.size > 0,
    replaceDoubtful() {
      const old = [...doubtful];
      doubtful.clear();
      for (const one of old) one.abort(new Error(REPLACED));
    },
    trust: () => doubtful.clear(),
  };
}
