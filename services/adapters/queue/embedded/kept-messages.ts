import type { OutgoingMessage } from '#ports/queue.ts';

/** A message that this process published: what its consumer needs of it. */
export type KeptMessage = Pick<OutgoingMessage, 'body' | 'content'>;

/**
 * Messages that this process published and probably consumes next, so that their bodies need not come back from the file
 * and need not be parsed. Only a copy: the file has each of them.
 */
export interface KeptMessages {
  /** The number under which a message is kept; `undefined` when it is not kept. */
  keep(message: OutgoingMessage): number | undefined;
  /** Gives a message back once; `undefined` when it is not kept any more. */
  take(number: number): KeptMessage | undefined;
  /** Waits a moment for the consumer where it is behind; `undefined` where it is not. */
  room(): Promise<void> | undefined;
  clear(): void;
}

const MAX_MESSAGES = 500;
/** UTF-16 units of all bodies. */
const MAX_CHARS = 4_000_000;
/** A publisher that is further ahead of the consumer waits: messages that lie longer are copied by each garbage collection. */
const AHEAD = 150;
/** The consumer may wait for something itself; then what is published goes to the file alone. */
const MAX_WAIT_MS = 50;
/** Another process may consume a message that is kept here. */
const MAX_AGE_MS = 10_000;

/** `now`: milliseconds of a clock that only moves forward. */
export function createKeptMessages(now: () => number = () => performance.now()): KeptMessages {
  const kept = new Map<number, KeptMessage & { keptMs: number }>();
  let lastNumber = 0;
  let chars = 0;

  let waiting: (() => void)[] = [];

  const release = () => {
    if (kept.size >= AHEAD) return;
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  };
  const clear = () => {
    kept.clear();
    chars = 0;
    release();
  };

  return {
    keep({ body, content }) {
      if (content === undefined) return undefined;
      // The oldest are needed first: when there is no room, a new message is not kept.
      if (kept.size >= MAX_MESSAGES || chars + body.length > MAX_CHARS) {
        const [oldest] = kept.values();
        if (oldest === undefined || now() - oldest.keptMs < MAX_AGE_MS) return undefined;
        clear();
      }
      kept.set(++lastNumber, { body, content, keptMs: now() });
      chars += body.length;
      return lastNumber;
    },
    take(number) {
      const found = kept.get(number);
      if (found === undefined) return undefined;
      kept.delete(number);
      chars -= found.body.length;
      release();
      return { body: found.body, content: found.content };
    },
    room() {
      if (kept.size < AHEAD) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, MAX_WAIT_MS);
      waiting.push(resolve);
      return promise.finally(() => {
        clearTimeout(timer);
        waiting = waiting.filter((other) => other !== resolve);
      });
    },
    clear,
  };
}
