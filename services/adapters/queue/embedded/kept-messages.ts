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
  clear(): void;
}

const MAX_MESSAGES = 500;
/** UTF-16 units of all bodies. */
const MAX_CHARS = 4_000_000;
/** Another process may consume a message that is kept here. */
const MAX_AGE_MS = 10_000;

/** `now`: milliseconds of a clock that only moves forward. */
export function createKeptMessages(now: () => number = () => performance.now()): KeptMessages {
  const kept = new Map<number, KeptMessage & { keptMs: number }>();
  let lastNumber = 0;
  let chars = 0;

  const clear = () => {
    kept.clear();
    chars = 0;
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
      return { body: found.body, content: found.content };
    },
    clear,
  };
}
