import type { Channel, Message } from 'amqplib';

/** Acknowledges deliveries of one channel with the fewest frames. */
export interface AckWindow {
  /** Acknowledges these: at once when no earlier delivery is open, otherwise after a short time. */
  settle(tags: readonly number[]): void;
  /** Refuses one delivery; the server makes it a dead letter. */
  refuse(tag: number): void;
  /** Acknowledges nothing until `flush`, so that the server sends no more than its prefetch. */
  hold(): void;
  /** Acknowledges everything that is done. */
  flush(): void;
  /** Number of deliveries that the server has an answer for. */
  answeredCount(): number;
}

const GAP_MS = 50;

export function createAckWindow(channel: Pick<Channel, 'ack' | 'reject'>): AckWindow {
  /** The lowest tag that is not done. */
  let next = 1;
  const done = new Set<number>();
  /** Settled with the server already, above `next`. */
  const answered = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let held = false;

  const advance = () => {
    if (held) return;
    let last: number | undefined;
    for (;;) {
      if (done.delete(next)) last = next;
      else if (!answered.delete(next)) break;
      next++;
    }
    // The tag that is named must not have been settled before.
    if (last !== undefined) channel.ack(messageOf(last), true);
  };

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    held = false;
    advance();
    for (const tag of done) {
      channel.ack(messageOf(tag));
      answered.add(tag);
    }
    done.clear();
  };

  return {
    settle(tags) {
      for (const tag of tags) done.add(tag);
      advance();
      if (done.size > 0 && !held) timer ??= setTimeout(() => ignoreClosed(flush), GAP_MS);
    },
    refuse(tag) {
      channel.reject(messageOf(tag), false);
      answered.add(tag);
      advance();
    },
    hold() {
      clearTimeout(timer);
      timer = undefined;
      held = true;
    },
    flush,
    answeredCount: () => next - 1 + answered.size,
  };
}

/** The only field that the client library reads. */
function messageOf(deliveryTag: number): Message {
  return { fields: { deliveryTag } } as Message;
}

/** An ended channel needs no acknowledgements: its messages are redelivered. */
function ignoreClosed(work: () => void): void {
  try {
    work();
  } catch {
    // See above.
  }
}
