import { race } from '#lib/async/race.ts';

/** Work that runs beside the loop that starts it, with bounded concurrency. */
export interface TaskSet {
  /** Takes one more; waits while there are too many. Rejects when one of them has failed. */
  add(task: Promise<unknown>): Promise<void> | undefined;
  /** Resolves when all are done; rejects when one has failed. */
  finish(): Promise<void>;
  /** Resolves when none is under way any more, whatever became of it. */
  settle(): Promise<void>;
}

export function createTaskSet(max: number): TaskSet {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  const waitForRoom = async (most: number) => {
    while (running.size > most && !failure) await race(running);
    if (failure) throw failure.error;
  };

  return {
    add(task) {
      const tracked: Promise<void> = task
        .then(
          () => {},
          (error) => {
            failure ??= { error };
          },
        )
        .finally(() => running.delete(tracked));
      running.add(tracked);
      return running.size < max && !failure ? undefined : waitForRoom(max - 1);
    },
    finish: () => waitForRoom(0),
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
