import { setTimeout as sleep } from 'node:timers/promises';
import { startDeadline } from '#lib/async/deadline.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Suppression, SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { repeat } from '#runtime/process/repeat.ts';
import { retry } from '#runtime/process/retry.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

/**
 * Keeps a copy of the names of people who asked to be forgotten, in another store than the records. When the records are
 * restored from a time before, the entries come back from the copy, and the indexer removes the people again.
 */
export interface SuppressionCopy {
  /** Compares both now and then at intervals. Resolves after the first comparison. */
  start(signal: AbortSignal): Promise<void>;
  /** Compares both. Rejects with the errors of the ports. */
  compare(): Promise<void>;
  stop(): Promise<void>;
}

export interface SuppressionCopyOptions {
  suppressions: SuppressionList;
  copy: ObjectStore;
  logger: Logger;
  everyMs?: number;
}

const PREFIX = 'suppressed/';
const keyOf = (hash: string) => `${PREFIX}${hash}.json`;
const EVERY_MS = 60_000;
const APPLY_MS = 30_000;
const APPLY_LOOK_MS = 200;
const FIRST = { attempts: 5, baseMs: 100, maxMs: 2_000 };

export function createSuppressionCopy(options: SuppressionCopyOptions): SuppressionCopy {
  const { suppressions, copy, logger, everyMs = EVERY_MS } = options;
  const stopping = new AbortController();
  let comparing: Promise<void> = Promise.resolve();
  let repeating: Promise<void> = Promise.resolve();
  let wasRestored = false;

  const compareNow = async () => {
    await suppressions.load();
    const listed = new Map(suppressions.entries().map((entry) => [entry.hash, entry]));
    const copied = new Set<string>();
    for await (const { key } of copy.list(PREFIX)) copied.add(key.slice(PREFIX.length, -'.json'.length));
    for (const entry of listed.values()) {
      if (entry.until === null && !copied.has(entry.hash)) await write(entry);
    }
    const lost = [...copied].filter((hash) => listed.get(hash)?.until !== null);
    const restored = (await Promise.all(lost.map(read))).filter((entry) => entry !== undefined);
    if (restored.length === 0) return;
    await suppressions.add(restored);
    wasRestored = true;
    logger.warn({ entries: restored.length }, 'the suppression list was restored from its copy');
  };

  /** In one process with the API, people are removed again before it serves. */
  const untilApplied = async (signal: AbortSignal) => {
    using deadline = startDeadline(APPLY_MS, { signal });
    while (wasRestored && suppressions.entries().some(({ pending, at }) => pending && at === 0)) {
      await sleep(APPLY_LOOK_MS, undefined, { signal: deadline.signal });
      await suppressions.load();
    }
  };

  const write = ({ hash, reason, at }: Suppression) =>
    copy.put(keyOf(hash), Buffer.from(JSON.stringify({ v: 1, reason, at })), {
      contentType: 'application/json',
    });

  const read = async (hash: string): Promise<Suppression | undefined> => {
    const object = await copy.get(keyOf(hash));
    if (object === undefined) return undefined;
    const { reason } = JSON.parse(Buffer.from(object.body).toString()) as Suppression;
    // No removal is under way: the indexer looks for it at once.
    return { hash, until: null, reason, at: 0, pending: true };
  };

  const compare = () => {
    comparing = comparing.catch(() => {}).then(compareNow);
    return comparing;
  };

  const onError = (err: unknown) => logger.warn({ err }, 'the copy of the suppression list is not available');

  return {
    compare,
    async start(signal) {
      await retry(compare, { ...FIRST, signal }).catch((err) => {
        signal.throwIfAborted();
        onError(err);
      });
      await untilApplied(signal).catch(() => signal.throwIfAborted());
      repeating = repeat(compare, { everyMs, signal: stopping.signal, onError });
    },
    async stop() {
      stopping.abort();
      await repeating;
      await comparing.catch(() => {});
    },
  };
}
