import type { DatabaseSync } from 'node:sqlite';
import { FIELD_CLASSES, phraseTexts } from '#adapters/search/analysis/analyse-profile.ts';
import type { Exclusion, QueryPhrase, QueryPlan } from '#adapters/search/analysis/plan-query.ts';
import type { PairSet } from '#adapters/search/analysis/word-pairs.ts';
import { pairsOf } from '#adapters/search/analysis/word-pairs.ts';
import type { Profile } from '#domain/profile.ts';
import type { Columns } from '../columns.ts';
import type { TermListSources } from './term-lists.ts';

/** Whether a document that holds a query's words may be a match: it has the phrases and nothing that is excluded. */
export type Screen = (slot: number) => boolean;

export interface ScreenSources extends TermListSources {
  db: DatabaseSync;
}

/** `null` when every document may. Phrases are looked for in the stored text, since postings have no positions. */
export function createScreen({ phrases, excluded }: QueryPlan, sources: ScreenSources): Screen | null {
  const sequences = phrases.flatMap(({ sequence }) => sequence ?? []);
  if (sequences.length === 0 && excluded.length === 0) return null;
  const { columns } = sources;
  const reader = createTextReader(sources);
  const barred = barredSlots(excluded, sources, reader);
  const pairs = pairsOf(sequences);
  const known = new Map<number, boolean>();
  return (slot) => {
    if (barred?.[slot] === 1) return false;
    if (sequences.length === 0) return true;
    if (!mayHold(columns, slot, pairs)) return false;
    let holds = known.get(slot);
    if (holds === undefined) {
      holds = sequences.every((sequence) => reader.holds(slot, sequence));
      known.set(slot, holds);
    }
    return holds;
  };
}

function barredSlots(
  excluded: readonly Exclusion[],
  sources: ScreenSources,
  reader: TextReader,
): Uint8Array | null {
  if (excluded.length === 0) return null;
  const { columns } = sources;
  const barred = new Uint8Array(columns.size);
  for (const exclusion of excluded) {
    if (exclusion.platform !== null) {
      const code = columns.labels.platform.find(exclusion.platform);
      for (let slot = 0; slot < columns.size; slot++)
        if (code !== undefined && columns.codes.platform[slot] === code) barred[slot] = 1;
    }
    const { sequence } = exclusion;
    const pairs = pairsOf(sequence === null ? [] : [sequence]);
    for (const slot of holders(exclusion, sources)) {
      if (!mayHold(columns, slot, pairs)) continue;
      if (sequence === null || reader.holds(slot, sequence)) barred[slot] = 1;
    }
  }
  return barred;
}

/** Without it the stored text needs not be read. */
function mayHold({ pairsLow, pairsHigh }: Columns, slot: number, [low, high]: PairSet): boolean {
  return ((pairsLow[slot] ?? 0) & low) === low && ((pairsHigh[slot] ?? 0) & high) === high;
}

/** Slots that hold all words. */
function holders({ words }: QueryPhrase, { postings, columns }: ScreenSources): Int32Array {
  const lists = words.map((word) => postings.findAny(FIELD_CLASSES.map((field) => field + word)));
  const [shortest, ...others] = lists.sort((a, b) => a.length - b.length);
  if (shortest === undefined) return new Int32Array(0);
  if (others.length === 0) return shortest;
  const counts = new Uint8Array(columns.size);
  for (const list of others) for (const slot of list) counts[slot] = (counts[slot] ?? 0) + 1;
  return shortest.filter((slot) => counts[slot] === others.length);
}

interface TextReader {
  /** Whether one of the document's texts contains a word sequence. */
  holds(slot: number, sequence: string): boolean;
}

function createTextReader({ db, columns }: ScreenSources): TextReader {
  const select = db.prepare('SELECT json FROM profiles WHERE ordinal = ?');
  const quickTests = new Map<string, RegExp | null>();
  return {
    holds(slot, sequence) {
      const json = select.get(columns.ordinals[slot] ?? 0)?.json as string | undefined;
      if (json === undefined) return false;
      let quick = quickTests.get(sequence);
      if (quick === undefined) {
        quick = quickTest(sequence);
        quickTests.set(sequence, quick);
      }
      if (quick !== null && !NON_ASCII.test(json) && !quick.test(json)) return false;
      return phraseTexts(JSON.parse(json) as Profile).some((text) => text.includes(sequence));
    },
  };
}

const NON_ASCII = /[^\0-\x7f]/;

/**
 * What JSON text in ASCII matches that may hold the sequence: most of it need not be parsed and analysed then. `null` for
 * a sequence that other characters can stand for.
 */
function quickTest(sequence: string): RegExp | null {
  if (!/^[a-z0-9 ]+$/.test(sequence)) return null;
  return new RegExp(sequence.trim().replaceAll(' ', '(?:\\\\[bfnrt]|[^a-z0-9])*'), 'i');
}
