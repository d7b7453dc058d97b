import { UnavailableError } from '#ports/errors.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import { retry } from '#runtime/process/retry.ts';
import type { PreparedEvent } from '../event.ts';
import { endTraces } from './trace-event.ts';

export interface PublisherOptions {
  queue: Queue;
  objects: ObjectStore;
  signal: AbortSignal;
  /** A batch is durable: its pictures are stored and the queue has confirmed its jobs and events. */
  onConfirmed(batch: readonly PreparedEvent[], seconds: number): void;
  /** A backing part is away; the batch will be tried again. */
  onRetry(error: unknown, attempt: number): void;
}

/** Publishes events in batches, a few at the same time. */
export interface Publisher {
  /** Takes one event; waits while too many batches are under way. Rejects when one of them has failed. */
  add(event: PreparedEvent): Promise<void> | undefined;
  /** Resolves when everything taken is confirmed. */
  flush(): Promise<void>;
  /** Resolves when nothing is under way any more, whatever became of it. */
  settle(): Promise<void>;
}

const BATCH_EVENTS = 50;
const BATCH_BYTES = 1_000_000;
const MAX_IN_FLIGHT = 2;
/** About five minutes: a backing part may be away for a while. */
const RETRY = { attempts: 40, baseMs: 100, maxMs: 10_000 };

export function createPublisher(options: PublisherOptions): Publisher {
  const { queue, objects, signal, onConfirmed, onRetry } = options;
  const inFlight = new Set<Promise<void>>();
  let batch: PreparedEvent[] = [];
  let bytes = 0;
  let failure: { error: unknown } | undefined;

  const store = async (events: readonly PreparedEvent[]) => {
    // The picture comes first: an event must never name one that is not there.
    await Promise.all(
      events.map(({ avatar }) =>
        avatar === null
          ? null
          : objects.put(avatar.key, avatar.bytes, { contentType: avatar.contentType, immutable: true }),
      ),
    );
    // Then the jobs: a profile must not wait for a picture that nobody is to fetch.
    const jobs = events.flatMap(({ job }) => job ?? []);
    if (jobs.length > 0) await queue.publish('scrape-jobs', jobs, signal);
    const messages = events.map(({ message }) => message);
    await queue.publish('profile-events', messages, signal);
  };

  const send = async (events: readonly PreparedEvent[]) => {
    const startedAt = performance.now();
    const isFatal = (error: unknown) => !(error instanceof UnavailableError);
    try {
      await retry(() => store(events), { ...RETRY, signal, isFatal, onRetry });
      onConfirmed(events, (performance.now() - startedAt) / 1_000);
      endTraces(events);
    } catch (error) {
      endTraces(events, error);
      failure ??= { error };
    }
  };

  const sendBatch = () => {
    if (batch.length === 0) return;
    const sending = send(batch);
    batch = [];
    bytes = 0;
    inFlight.add(sending);
    void sending.then(() => inFlight.delete(sending));
  };

  const waitForRoom = async (max: number) => {
    while (inFlight.size > max && !failure) await Promise.race(inFlight);
    if (failure) throw failure.error;
  };

  return {
    add(event) {
      batch.push(event);
      bytes += event.message.body.length + (event.avatar?.bytes.length ?? 0);
      if (batch.length < BATCH_EVENTS && bytes < BATCH_BYTES) return undefined;
      sendBatch();
      return waitForRoom(MAX_IN_FLIGHT - 1);
    },
    flush() {
      sendBatch();
      return waitForRoom(0);
    },
    async settle() {
      await Promise.all(inFlight);
    },
  };
}
