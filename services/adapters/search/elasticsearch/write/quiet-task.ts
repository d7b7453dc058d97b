export interface QuietTaskOptions {
  /** What is done. Its errors are ignored: the next pause tries again, and the server does it by itself later. */
  run(): Promise<unknown>;
  /** Pause in writing before it is called. Default: 300 ms. */
  quietMs?: number;
  /** Minimum time between two calls. Default: 1,000 ms. */
  spacingMs?: number;
}

/**
 * Does something once the writing pauses, such as a refresh, which makes what was written findable. A refresh closes a
 * segment, and small segments are merged for longer than they took to write: under a steady stream of writes every refresh a
 * second costs the server as much as the writes.
 */
export interface QuietTask {
  /** Runs one write. */
  around<T>(write: () => Promise<T>): Promise<T>;
  close(): void;
}

export function createQuietTask(options: QuietTaskOptions): QuietTask {
  const { run: work, quietMs = 300, spacingMs = 1_000 } = options;
  let writing = 0;
  let earliestMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const run = () => {
    earliestMs = performance.now() + spacingMs;
    work().catch(() => {});
  };

  return {
    async around(write) {
      clearTimeout(timer);
      writing++;
      try {
        return await write();
      } finally {
        writing--;
        if (writing === 0 && !closed) {
          timer = setTimeout(run, Math.max(quietMs, earliestMs - performance.now())).unref();
        }
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
