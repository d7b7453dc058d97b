import { randomUUID } from 'node:crypto';
import { QUEUE_NAMES } from '#ports/queue.ts';
import { repeat } from '#runtime/process/repeat.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { completeHandles } from '../record/earlier-handles.ts';
import { isRefusedMessage } from '../removal/select-messages.ts';
import type { RetentionDeps } from './retain.ts';
import { retain } from './retain.ts';
import { sweep } from './sweep.ts';

export interface UpkeepOptions extends RetentionDeps {
  logger: Logger;
  /** Time between two looks at the suppression list. */
  lookEveryMs?: number;
}

/** Background work: unfinished removals, and retention. */
export interface Upkeep {
  start(): void;
  /** Resolves when nothing is under way. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;
/** The removal itself looks at once. */
const FOLLOW_UPS_MS = [3_000, 12_000, 30_000];
/** A removal under way has entries that are pending, but not for longer. */
const PENDING_MS = 30_000;
const RETAIN_EVERY_MS = 3_600_000;
const LEASE = 'privacy';
const LEASE_MS = 60_000;
const LAST_RETAINED = 'retained';

/** Each piece of work runs in one process at a time: the holder of the lease. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { records, queue, suppressions, logger, now, lookEveryMs = LOOK_EVERY_MS } = options;
  const stopping = new AbortController();
  const holder = randomUUID();
  let working: Promise<void> = Promise.resolve();
  let seenVersion = -1;
  let followUps: number[] = [];

  const renew = async () => {
    stopping.signal.throwIfAborted();
    if (!(await records.acquireLease(LEASE, holder, LEASE_MS))) throw new Error('Another process took over');
  };
  const withLease = async (work: () => Promise<void>) => {
    if (!(await records.acquireLease(LEASE, holder, LEASE_MS))) return;
    try {
      await work();
    } finally {
      await records.releaseLease(LEASE, holder).catch(() => {});
    }
  };

  /**
   * Messages that were in a consumer's hand during a removal come to their end afterwards: their remains, and those that
   * are delayed, are erased a little later.
   */
  const followUp = async () => {
    const version = suppressions.version();
    if (version !== seenVersion) {
      if (suppressions.entries().some(({ until }) => until === null)) {
        followUps = FOLLOW_UPS_MS.map((delayMs) => now() + delayMs);
      }
      seenVersion = version;
    }
    const due = followUps.filter((at) => at <= now());
    if (due.length === 0) return;
    followUps = followUps.filter((at) => at > now());
    const isMeant = (body: string) => isRefusedMessage(body, suppressions);
    for (const name of QUEUE_NAMES) await queue.erase(name, { hints: [], isMeant });
  };

  let isComplete = false;
  /** A store of an earlier version does not list the earlier handles of people yet. */
  const listHandles = async () => {
    await withLease(async () => {
      await completeHandles(records, renew);
      isComplete = true;
    });
  };

  const look = async () => {
    if (!isComplete) await listHandles();
    await suppressions.load();
    await followUp();
    const isDue = () =>
      suppressions.entries().filter(({ pending, at }) => pending && now() - at > PENDING_MS);
    if (isDue().length > 0) {
      await withLease(async () => {
        await suppressions.load();
        const pending = isDue();
        if (pending.length === 0) return;
        const people = await sweep(pending, options, renew);
        logger.warn({ people }, 'people who were removed before are removed again');
      });
    }
    if (options.retention.size > 0 && (await isRetentionDue())) {
      await withLease(async () => {
        if (!(await isRetentionDue())) return;
        const people = await retain(options, renew, stopping.signal);
        await markRetained();
        if (people > 0) logger.info({ people }, 'data beyond its retention period was deleted');
      });
    }
  };

  let retainedAt = 0;
  // A time far ahead is from before the clock was set back.
  const isLongAgo = (at: number) => Math.abs(now() - at) >= RETAIN_EVERY_MS;
  const isRetentionDue = async () => {
    if (!isLongAgo(retainedAt)) return false;
    const [entry] = await records.get([LAST_RETAINED]);
    retainedAt = entry === undefined ? 0 : (JSON.parse(entry.value) as { at: number }).at;
    return isLongAgo(retainedAt);
  };
  const markRetained = async () => {
    const [entry] = await records.get([LAST_RETAINED]);
    const value = JSON.stringify({ v: 1, at: now() });
    await records.put([{ key: LAST_RETAINED, value, expectedRevision: entry?.revision ?? 0 }]);
    retainedAt = now();
  };

  return {
    start() {
      working = repeat(look, {
        everyMs: lookEveryMs,
        signal: stopping.signal,
        onError: (err) => logger.warn({ err }, 'upkeep failed; retrying'),
      });
    },
    async stop() {
      stopping.abort(new Error('The indexer is stopping'));
      await working;
    },
  };
}
