import type { DatabaseSync } from 'node:sqlite';
import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import type { Exclusion, QueryPhrase, QueryPlan } from '#adapters/search/analysis/plan-query.ts';
import type { PhraseSources } from './phrase-test.ts';
import { createPhraseTest } from './phrase-test.ts';
import type { TermListSources } from './term-lists.ts';

/** Finds, among the documents that hold a query's words, those with the phrases and without anything that is excluded. */
export interface Screen {
  /** A set of slots outside of which no document is a match; `null` for every slot. */
  readonly allowed: Uint32Array | null;
  passes(slot: number): boolean;
}

export interface ScreenSources extends TermListSources, PhraseSources {
  db: DatabaseSync;
}

/** `null` when every document may be a match. */
export function createScreen({ phrases, excluded }: QueryPlan, sources: ScreenSources): Screen | null {
  const sequences = phrases.flatMap(({ sequence }) => sequence ?? []);
  if (sequences.length === 0 && excluded.length === 0) return null;
  const barred = barredSlots(excluded, sources);
  const phraseTest = sequences.length === 0 ? null : createPhraseTest(sequences, sources);
  return {
    allowed: phraseTest?.allowed ?? null,
    passes: (slot) => barred?.[slot] !== 1 && phraseTest?.holds(slot) !== false,
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
  const test = createPhraseTest([phrase.sequence], sources);
  return all.filter((slot) => test.holds(slot));
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
