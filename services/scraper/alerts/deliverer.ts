import { randomUUID } from 'node:crypto';
import { hasAlerts } from '#contract/saved/has-alerts.ts';
import type { SavedRecord } from '#contract/saved/saved-search.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import type { OutboxEntry } from '#runtime/alerts/alert-keys.ts';
import { ALERT_LOG, dueAt, OUTBOX_PREFIX, postponed } from '#runtime/alerts/alert-keys.ts';
import { repeat } from '#runtime/process/repeat.ts';
import { createSavedCache } from '#runtime/saved/saved-store.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { maskAddress } from './destination.ts';
import type { Receivers } from './receivers.ts';

export interface DelivererOptions {
  records: Records;
  receivers: Receivers;
  logger: Logger;
  /** Whether the person of an alert may not be named any more. */
  isForgotten(entry: OutboxEntry): boolean;
  /** Called before each look. */
  refresh?(): Promise<unknown>;
  /** Epoch milliseconds. */
  now(): number;
  /** Time between two looks at the outbox. */
  lookEveryMs?: number;
  random?: () => number;
}

export interface Deliverer {
  start(): void;
  stop(): Promise<void>;
  /** Sends what is due, once, and resolves afterwards. */
  look(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;
const PAGE_SIZE = 200;
/** Maximum entries of one page for one receiver, so that others do not wait for a slow one. */
const TURN_MS = 10_000;
const LEASE = 'alerts';
const LEASE_MS = 60_000;
/** Retry delays of a receiver that fails: from seconds to one hour, with random jitter. */
export const RETRY = { baseMs: 5_000, maxMs: 3_600_000 };
/** After this long an alert is not sent to that receiver any more; the log still has it. */
export const GIVE_UP_MS = 72 * 3_600_000;

interface Item {
  key: string;
  entry: OutboxEntry;
}

/**
 * Sends the outbox, each receiver in the order of the alerts. An entry is deleted after the receiver has taken it, so a crash
 * repeats it with the same id. One process at a time: the holder of the lease.
 */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { records, receivers, logger, now, lookEveryMs = LOOK_EVERY_MS } = options;
  const { isForgotten, refresh, random = Math.random } = options;
  const stopping = new AbortController();
  const holder = randomUUID();
  const savedSearches = createSavedCache(records);
  const failures = new Map<string, { count: number; until: number }>();
  let working: Promise<void> = Promise.resolve();

  /** The searches of the last look, when it found the outbox empty and no search that could fill it. */
  let idleWith: readonly SavedRecord[] | undefined;
  const look = async () => {
    const saved = await savedSearches();
    if (saved === idleWith) return;
    if (!(await hasDue())) {
      idleWith = saved.some(({ alerts }) => hasAlerts(alerts)) ? undefined : saved;
      return;
    }
    if (!(await records.acquireLease(LEASE, holder, LEASE_MS))) return;
    await refresh?.();
    const searches = new Map(saved.map((search) => [search.id, search]));
    for await (const page of records.scan(OUTBOX_PREFIX, { pageSize: PAGE_SIZE })) {
      const due = page.filter(({ key }) => dueAt(key) <= now());
      await sendPage(due, searches);
      if (due.length < page.length || stopping.signal.aborted) break;
      await records.acquireLease(LEASE, holder, LEASE_MS);
    }
  };

  const hasDue = async (): Promise<boolean> => {
    for await (const [first] of records.scan(OUTBOX_PREFIX, { pageSize: 1 }))
      return first !== undefined && dueAt(first.key) <= now();
    return false;
  };

  const sendPage = async (due: readonly RecordEntry[], searches: ReadonlyMap<string, SavedRecord>) => {
    const items = due.map(({ key, value }): Item => ({ key, entry: JSON.parse(value) as OutboxEntry }));
    const isWanted = ({ entry }: Item) => isAsked(entry, searches) && !isForgotten(entry);
    const [wanted, others] = [items.filter(isWanted), items.filter((item) => !isWanted(item))];
    if (others.length > 0) await records.delete(others.map(({ key }) => key));
    const groups = Map.groupBy(wanted, ({ entry }) => entry.to);
    await Promise.all([...groups].map(([to, group]) => sendGroup(to, group, searches)));
  };

  const sendGroup = async (to: string, group: Item[], searches: ReadonlyMap<string, SavedRecord>) => {
    const failed = failures.get(to);
    if (failed !== undefined && failed.until > now()) return postpone(group, failed.until);
    let sent = 0;
    const turn = new AbortController();
    const timeout = setTimeout(() => turn.abort(TURN_OVER), TURN_MS);
    const signal = AbortSignal.any([turn.signal, stopping.signal]);
    try {
      const entries = group.map(({ entry }) => entry);
      await receivers.send(
        to,
        entries,
        searches,
        async (count) => {
          await records.delete(group.slice(sent, sent + count).map(({ key }) => key));
          sent += count;
          failures.delete(to);
        },
        signal,
      );
    } catch (error) {
      // Entries that were not tried are due again immediately.
      if (stopping.signal.aborted || (turn.signal.aborted && sent > 0)) return;
      await hold(to, group.slice(sent), error);
    } finally {
      clearTimeout(timeout);
    }
  };

  const hold = async (to: string, rest: readonly Item[], error: unknown) => {
    const count = (failures.get(to)?.count ?? 0) + 1;
    const delayMs = Math.ceil(backoffMs(count, RETRY, random));
    const until = now() + delayMs;
    failures.set(to, { count, until });
    const reason = error instanceof Error ? error.message : String(error);
    logger.warn(
      { to: maskAddress(to), attempt: count, retry_in_ms: delayMs, reason: reason.slice(0, 200) },
      'alerts could not be delivered; retrying',
    );
    await postpone(rest, until);
  };

  /** The new key first: an entry that is there twice is sent twice, one that is gone never. */
  const postpone = async (items: readonly Item[], until: number) => {
    const isOld = ({ entry }: Item) =>
      now() - Date.parse(entry.alert.at) > GIVE_UP_MS && entry.to !== ALERT_LOG;
    const old = items.filter(isOld);
    const kept = items.filter((item) => !isOld(item));
    if (old.length > 0)
      logger.error(
        { to: maskAddress(old[0]?.entry.to ?? ''), alerts: old.length },
        'alerts are no longer sent to this receiver',
      );
    const puts = kept.map(({ key, entry }) => ({
      key: postponed(key, until),
      value: JSON.stringify(entry),
      expectedRevision: 0,
    }));
    if (puts.length > 0) await records.put(puts);
    const moved = new Set(puts.map(({ key }) => key));
    const gone = items.map(({ key }) => key).filter((key) => !moved.has(key));
    if (gone.length > 0) await records.delete(gone);
  };

  return {
    start() {
      working = repeat(look, {
        everyMs: lookEveryMs,
        signal: stopping.signal,
        onError: (err) => logger.warn({ err }, 'the outbox could not be read; retrying'),
        random,
      });
    },
    look,
    async stop() {
      stopping.abort(new Error('The scraper is stopping'));
      await working;
      await records.releaseLease(LEASE, holder).catch(() => {});
      await receivers.close();
    },
  };
}

const TURN_OVER = new Error('the receiver took too long');

/** The search still exists and has the address. */
function isAsked({ search, to }: OutboxEntry, searches: ReadonlyMap<string, SavedRecord>): boolean {
  const found = searches.get(search);
  return found !== undefined && (to === ALERT_LOG || found.to.some(({ address }) => address === to));
}
