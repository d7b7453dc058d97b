import type { ProfileEvent } from '#contract/profile-event.ts';
import type { OutgoingMessage, Queue } from '#ports/queue.ts';

/** A queue that keeps what is published and delivers nothing. */
export interface FakeQueue extends Queue {
  /** Of `profile-events`. */
  messages: OutgoingMessage[];
  /** Of `scrape-jobs`. */
  jobs: OutgoingMessage[];
  events(): ProfileEvent[];
  /** Runs before each publish is confirmed; may wait or throw. */
  beforeConfirm: (messages: readonly OutgoingMessage[], signal?: AbortSignal) => Promise<void> | void;
}

export function createFakeQueue(): FakeQueue {
  const messages: OutgoingMessage[] = [];
  const jobs: OutgoingMessage[] = [];
  const unused = () => {
    throw new Error('This queue delivers nothing');
  };
  const fake: FakeQueue = {
    messages,
    jobs,
    events: () => messages.map(({ body }) => JSON.parse(body) as ProfileEvent),
    beforeConfirm: () => {},
    async publish(name, batch, signal) {
      signal?.throwIfAborted();
      await fake.beforeConfirm(batch, signal);
      (name === 'scrape-jobs' ? jobs : messages).push(...batch);
    },
    consume: unused,
    stats: async () => [],
    waitUntilIdle: unused,
    deadLetters: async () => [],
    retryDead: async () => 0,
    discardDead: async () => 0,
    async erase(name, { isMeant }) {
      const list = name === 'scrape-jobs' ? jobs : messages;
      const kept = list.filter(({ body }) => !isMeant(body));
      const removed = list.length - kept.length;
      list.splice(0, list.length, ...kept);
      return removed;
    },
    ping: async () => {},
    close: async () => {},
  };
  return fake;
}
