import { MAX_BATCH_CHARS } from '#adapters/queue/limits.ts';

export interface BatcherOptions<T> {
  maxItems: number;
  /** A smaller batch is handed over this long after its first item. */
  maxWaitMs: number;
  /** Batches at work at the same time. */
  concurrency: number;
  sizeOf(item: T): number;
  /** Works on one batch; must not reject. */
  run(batch: T[]): Promise<void>;
}

/** Makes batches of what arrives one by one. */
export interface Batcher<T> {
  add(item: T): void;
  /** A batch of its own, before the others. */
  addAlone(item: T): void;
  /** Takes out what has not been handed over, all or what is chosen. */
  takeBack(isChosen?: (item: T) => boolean): T[];
  /** Hands over no more. */
  stop(): void;
  /** Resolves when no batch is at work. */
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

  /** How many of those that wait make a full batch; 0 when they do not fill one. */
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
      // A timer hands over what is not full: looking at each arrival would be for nothing.
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
