import type { DatabaseSync } from 'node:sqlite';
import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import type { Exclusion, QueryPhrase, QueryPlan } from '#adapters/search/analysis/plan-query.ts';
import type { PairSet } from '#adapters/search/analysis/word-hashes.ts';
import { hashPhrase, holdsPhrase, pairsOf } from '#adapters/search/analysis/word-hashes.ts';
import type { Columns } from '../columns.ts';
import type { Texts } from '../texts.ts';
import type { TermListSources } from './term-lists.ts';

/** Whether a document that holds a query's words may be a match: it has the phrases and nothing that is excluded. */
export type Screen = (slot: number) => boolean;

export interface ScreenSources extends TermListSources {
  db: DatabaseSync;
  texts: Texts;
}

/** `null` when every document may. Phrases are looked for in the stored words, since postings have no positions. */
export function createScreen({ phrases, excluded }: QueryPlan, sources: ScreenSources): Screen | null {
  const sequences = phrases.flatMap(({ sequence }) => sequence ?? []);
  if (sequences.length === 0 && excluded.length === 0) return null;
  const { columns } = sources;
  const barred = barredSlots(excluded, sources);
  const wanted = sequences.map(hashPhrase);
  const pairs = allPairs(wanted);
  const known = new Map<number, boolean>();
  return (slot) => {
    if (barred?.[slot] === 1) return false;
    if (sequences.length === 0) return true;
    if (!mayHold(columns, slot, pairs)) return false;
    let holds = known.get(slot);
    if (holds === undefined) {
      holds = holdsAll(slot, wanted, sources);
      known.set(slot, holds);
    }
    return holds;
  };
}

function barredSlots(excluded: readonly Exclusion[], sources: ScreenSources): Uint8Array | null {
  if (excluded.length === 0) return null;
  const { columns } = sources;
  const barred = new Uint8Array(columns.size);
  for (const exclusion of excluded) {
    if (exclusion.platform !== null) {
      const code = columns.labels.platform.find(exclusion.platform);
      for (let slot = 0; slot < columns.size; slot++)
        if (code !== undefined && columns.codes.platform[slot] === code) barred[slot] = 1;
    }
    for (const slot of phraseHolders(exclusion, sources)) barred[slot] = 1;
  }
  return barred;
}

/** Slots with the words side by side; some may be deleted. */
export function phraseHolders(phrase: QueryPhrase, sources: ScreenSources): Int32Array {
  const all = holders(phrase, sources);
  if (phrase.sequence === null) return all;
  const wanted = [hashPhrase(phrase.sequence)];
  const pairs = allPairs(wanted);
  return all.filter((slot) => mayHold(sources.columns, slot, pairs) && holdsAll(slot, wanted, sources));
}

function allPairs(phrases: readonly Int32Array[]): PairSet {
  const all: [number, number, number, number] = [0, 0, 0, 0];
  for (const phrase of phrases)
    for (const [i, bits] of pairsOf(phrase).entries()) all[i] = (all[i] ?? 0) | bits;
  return all;
}

/** Without it the stored words need not be read. */
function mayHold({ pairs }: Columns, slot: number, wanted: PairSet): boolean {
  const at = slot * 4;
  for (let i = 0; i < 4; i++) {
    const bits = wanted[i] ?? 0;
    if (((pairs[at + i] ?? 0) & bits) !== bits) return false;
  }
  return true;
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

/** Whether each phrase is in one of the document's texts. */
function holdsAll(slot: number, phrases: readonly Int32Array[], { texts, columns }: ScreenSources): boolean {
  const words = texts.words(columns.ordinals[slot] ?? 0);
  return words !== undefined && phrases.every((phrase) => holdsPhrase(words, phrase));
}
