import { setTimeout as sleep } from 'node:timers/promises';
import { pollDelayMs } from '#lib/async/backoff.ts';

export interface DepthGateOptions {
  maxDepth: number;
  /** Messages that are ready or delayed, as the server counts them. */
  depth(): Promise<number>;
}

/** Delays publishers while a queue is above its limit. */
export interface DepthGate {
  /** Waits for room, then takes it for `count` messages, which may exceed it. */
  enter(count: number, signal?: AbortSignal): Promise<void>;
}

/** A known depth expires after this long, because others publish too. */
const TRUST_MS = 1_000;
const LOOK_AGAIN = { baseMs: 10, maxMs: 200 };

/**
 * Asks the server again when the room is used up, and repeatedly while there is none. Does not count what consumers
 * hold: their prefetch limits it.
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
      for (let attempt = 1; room <= 0; attempt++) {
        await refresh();
        signal?.throwIfAborted();
        if (room > 0) break;
        await sleep(pollDelayMs(attempt, LOOK_AGAIN), undefined, signal && { signal }).catch(() => {
          throw signal?.reason;
        });
      }
      room -= count;
    },
  };
}
