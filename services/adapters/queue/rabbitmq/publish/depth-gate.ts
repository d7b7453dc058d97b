import { setTimeout as sleep } from 'node:timers/promises';

export interface DepthGateOptions {
  maxDepth: number;
  /** Messages that are ready or delayed, as the server counts them. */
  depth(): Promise<number>;
}

/** Holds publishers up while a queue is deeper than its limit. */
export interface DepthGate {
  /** Waits for room, then takes it for `count` messages, which may be more than there is. */
  enter(count: number, signal?: AbortSignal): Promise<void>;
}

/** What is known of the depth is used up message by message, and is too old after this long: others publish too. */
const TRUST_MS = 1_000;
const LOOK_AGAIN_MS = { first: 10, most: 200 };

/**
 * The server is asked once for as many messages as there was room for, and while there is none. What consumers hold is not
 * counted: their prefetch bounds it.
 */
export function createDepthGate({ maxDepth, depth }: DepthGateOptions): DepthGate {
  let room = 0;
  let trustedUntilMs = 0;
  let looking: Promise<void> | undefined;

  const look = async () => {
    const left = maxDepth - (await depth());
    room = left;
    trustedUntilMs = performance.now() + TRUST_MS;
  };

  const refresh = async () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    await looking;
  };

  return {
    async enter(count, signal) {
      if (performance.now() > trustedUntilMs) room = 0;
      for (
        let pauseMs = LOOK_AGAIN_MS.first;
        room <= 0;
        pauseMs = Math.min(LOOK_AGAIN_MS.most, pauseMs * 2)
      ) {
        await refresh();
        signal?.throwIfAborted();
        if (room > 0) break;
        await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, signal && { signal }).catch(() => {
          throw signal?.reason;
        });
      }
      room -= count;
    },
  };
}
