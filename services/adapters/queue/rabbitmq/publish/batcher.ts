import { MAX_BATCH_CHARS } from '#adapters/queue/limits.ts';

export interface BatcherOptions<T> {
  maxItems: number;
  /** A smaller batch runs this long after its first item. */
  maxWaitMs: number;
  /** Maximum batches that run at the same time. */
  concurrency: number;
  sizeOf(item: T): number;
  /** Processes one batch; must not reject. */
  run(batch: T[]): Promise<void>;
}

/** Collects single items into batches. */
export interface Batcher<T> {
  add(item: T): void;
  /** A batch of its own, before the others. */
  addAlone(item: T): void;
  /** Removes and returns items that have not run: all, or the chosen ones. */
  takeBack(isChosen?: (item: T) => boolean): T[];
  /** Starts no more batches. */
  stop(): void;
  /** Resolves when no batch runs. */
  quiet(): Promise<void>;
}

export function createBatcher<T>(options: BatcherOptions<T>): Batcher<T> {
  const { maxItems, maxWaitMs, concurrency, sizeOf, run } = options;
  const atWork = new Set<Promise<void>>();
  let waiting: T[] = [];
  let alone: T[] = [];
  let firstAtMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** Number of waiting items that fill a batch; 0 when they do not fill one. */
  const fullSize = (): number => {
    let chars = 0;
    for (const [index, item] of waiting.entries()) {
      chars += sizeOf(item);
      if (index + 1 >= maxItems || chars >= MAX_BATCH_CHARS) return index + 1;
    }
    return 0;
  };

  const nextBatch = (): T[] | undefined => {
    const single = alone.shift();
    if (single !== undefined) return [single];
    if (waiting.length === 0) return undefined;
    const leftMs = firstAtMs + maxWaitMs - performance.now();
    const size = fullSize() || (leftMs <= 0 ? waiting.length : 0);
    if (size === 0) {
      timer ??= setTimeout(() => {
        timer = undefined;
        dispatch();
      }, leftMs);
      return undefined;
    }
    firstAtMs = performance.now();
    return waiting.splice(0, size);
  };

  const dispatch = () => {
    while (!stopped && atWork.size < concurrency) {
      const batch = nextBatch();
      if (batch === undefined) return;
      const work = run(batch).finally(() => {
        atWork.delete(work);
        dispatch();
      });
      atWork.add(work);
    }
  };

  return {
    add(item) {
      if (waiting.length === 0) firstAtMs = performance.now();
      waiting.push(item);
      // A timer runs incomplete batches, so most arrivals need no check.
      if (waiting.length >= maxItems || timer === undefined) dispatch();
    },
    addAlone(item) {
      alone.push(item);
      dispatch();
    },
    takeBack(isChosen = () => true) {
      const taken = [...alone, ...waiting].filter(isChosen);
      const gone = new Set(taken);
      alone = alone.filter((item) => !gone.has(item));
      waiting = waiting.filter((item) => !gone.has(item));
      return taken;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    async quiet() {
      while (atWork.size > 0) await Promise.all(atWork);
    },
  };
}
