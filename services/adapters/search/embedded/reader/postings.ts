import type { DatabaseSync } from 'node:sqlite';
import type { SlotSet } from './columns/slot-set.ts';
import { appendSlots, NO_SLOTS, setOfSlots, sizeOfSet } from './columns/slot-set.ts';
import type { Columns } from './columns.ts';
import type { Wanted } from './segments/segment-reader.ts';
import { createSegmentReader } from './segments/segment-reader.ts';

/** The slots that hold a token; some may be dead. */
export interface Postings {
  /** The index has changed. */
  refresh(): void;
  /** `token` begins with the letter of its field; with `prefix` all tokens that begin with it. */
  find(token: string, prefix: boolean): SlotSet;
  /**
   * As `find` with `prefix`, but slots that hold only the token itself may be left out: where they count already, that saves
   * reading them again.
   */
  findLonger(token: string): SlotSet;
  /** The slots that hold at least one of the tokens. */
  findAny(tokens: readonly string[]): SlotSet;
}

interface Entry {
  /** Ordinals after it have not been looked at. */
  upTo: number;
  set: SlotSet;
}

/** What is remembered, over all tokens, in numbers of 4 bytes. */
const MAX_CACHED = 4_000_000;
/** What an entry costs beside its set. */
const ENTRY_COST = 50;

/**
 * Looks tokens up and remembers the answers. Since ordinals only grow, a remembered answer never becomes wrong:
 * it lacks what was written later, which is asked for by itself.
 */
export function createPostings(db: DatabaseSync, columns: Columns): Postings {
  const select = db.prepare(
    'SELECT json_group_array(rowid) AS list FROM postings WHERE postings MATCH ? AND rowid > ?',
  );
  const segments = createSegmentReader(db, columns);
  const cache = new Map<string, Entry>();
  let cached = 0;

  const read = (match: string, after: number): Int32Array => {
    const { list } = select.get(match, after) as { list: string };
    return list === '[]' ? new Int32Array(0) : toSlots(JSON.parse(list) as number[], columns);
  };
  const remember = (key: string, entry: Entry) => {
    cache.set(key, entry);
    cached += sizeOfSet(entry.set) + ENTRY_COST;
    for (const [oldest, { set }] of cache) {
      if (cached <= MAX_CACHED || oldest === key) break;
      cache.delete(oldest);
      cached -= sizeOfSet(set) + ENTRY_COST;
    }
  };

  const find = (tokens: readonly string[], wanted: Wanted): SlotSet => {
    const match = tokens.map((token) => (wanted === 'whole' ? `"${token}"` : `"${token}" *`)).join(' OR ');
    const key = wanted === 'longer' ? `${match}*` : match;
    const known = cache.get(key);
    if (known) {
      cache.delete(key);
      cached -= sizeOfSet(known.set) + ENTRY_COST;
    }
    const upTo = columns.lastOrdinal;
    if (known?.upTo === upTo) {
      remember(key, known);
      return known.set;
    }
    const { size } = columns;
    const set =
      known === undefined
        ? (segments.find(tokens, wanted) ?? setOfSlots(read(match, 0), size))
        : appendSlots(known.set, read(match, known.upTo), size);
    remember(key, { upTo, set });
    return set;
  };

  return {
    refresh: () => segments.refresh(),
    find: (token, prefix) => find([token], prefix ? 'begun' : 'whole'),
    findLonger: (token) => find([token], 'longer'),
    findAny: (tokens) => (tokens.length === 0 ? NO_SLOTS : find(tokens, 'whole')),
  };
}

/** Ordinals of documents that are gone have no slot and are left out. */
function toSlots(ordinals: readonly number[], columns: Columns): Int32Array {
  const slots = new Int32Array(ordinals.length);
  let count = 0;
  const known = columns.ordinals;
  const stepping = ordinals.length * 16 > columns.size;
  let slot = stepping ? columns.slotAtOrAfter(ordinals[0] ?? 0) : 0;
  for (const ordinal of ordinals) {
    if (stepping) while (slot < columns.size && (known[slot] ?? 0) < ordinal) slot++;
    else slot = columns.slotAtOrAfter(ordinal);
    if (slot < columns.size && known[slot] === ordinal) slots[count++] = slot;
  }
  return slots.slice(0, count);
}
