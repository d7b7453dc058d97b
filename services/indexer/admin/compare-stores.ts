import type { Hint } from '#contract/hint/hint.ts';
import { PROFILE_PREFIX } from '#contract/profile-record.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { presentView } from '../record/present-view.ts';
import { decodeRecord } from '../record/profile-record.ts';

/** How long a good result is used again: counting is too expensive for every probe. */
const KEPT_MS = 30_000;
/** A comparison that takes longer answers the next time. */
const PATIENCE_MS = 1_000;
/** Profiles of the records that are looked up in the index. */
const SAMPLE = 5;
const PAGE_SIZE = 50;

/** The records and the search index do not belong together. */
class StoresDifferError extends Error {
  override readonly name = 'StoresDifferError';
  readonly hint: Hint;
  constructor(message: string, hint: Hint) {
    super(message);
    this.hint = hint;
  }
}

export interface CompareStoresDeps {
  queue: Queue;
  records: Records;
  search: SearchIndex;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
}

/**
 * A health check: rejects when the search index holds more profiles than the records, or none of theirs. So a store that
 * is gone, or that another one has replaced, is noticed whatever software keeps it. Stores that cannot be read pass: their
 * own checks fail.
 */
export function createStoresCheck(deps: CompareStoresDeps): () => Promise<void> {
  const { now = () => performance.now() } = deps;
  let verdict: StoresDifferError | undefined;
  let passedAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  const compare = async (): Promise<void> => {
    try {
      verdict = await compareStores(deps);
      passedAtMs = verdict === undefined ? now() : Number.NEGATIVE_INFINITY;
    } catch {
      verdict = undefined;
    } finally {
      running = undefined;
    }
  };

  return async () => {
    if (now() - passedAtMs >= KEPT_MS) {
      running ??= compare();
      using patience = startDeadline(PATIENCE_MS);
      await orAbort(running, patience.signal).catch(() => {});
    }
    if (verdict !== undefined) throw verdict;
  };
}

async function compareStores({
  queue,
  records,
  search,
}: CompareStoresDeps): Promise<StoresDifferError | undefined> {
  // In this order: a record is written before its document, and the index is read first here.
  const indexed = await search.count();
  const held = await records.count(PROFILE_PREFIX);
  if (indexed > held) {
    return new StoresDifferError(
      `The search index holds ${indexed} profiles, but the records store holds only ${held}: the records store is incomplete or was replaced`,
      { text: 'restore the records from a backup, or import the profiles again' },
    );
  }
  const ids = await sampleIds(records);
  // What is still in the queue may not be in the index yet.
  if (ids.length === 0 || !(await isDone(queue, ids.length))) return undefined;
  await search.refresh();
  const found = await Promise.all(ids.map((id) => search.get(id)));
  if (found.some((profile) => profile !== undefined)) return undefined;
  return new StoresDifferError(
    'The search index holds none of the profiles sampled from the records store: it was emptied or replaced',
    { command: ['reindex'] },
  );
}

/** The first profiles with facts: those with posts alone have no document. */
async function sampleIds(records: Records): Promise<string[]> {
  for await (const page of records.scan(PROFILE_PREFIX, { pageSize: PAGE_SIZE })) {
    const known = page
      .map(({ value }) => decodeRecord(value))
      .filter((record) => presentView(record) !== null);
    return known.slice(0, SAMPLE).map(({ id }) => id);
  }
  return [];
}

/** Whether every event is processed, and fewer than `sample` of them failed. */
async function isDone(queue: Queue, sample: number): Promise<boolean> {
  const events = (await queue.stats()).find(({ name }) => name === 'profile-events');
  return (
    events !== undefined && events.ready + events.inFlight + events.delayed === 0 && events.dead < sample
  );
}
