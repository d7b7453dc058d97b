import type { DatabaseSync } from 'node:sqlite';
import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import type { Exclusion, QueryPhrase, QueryPlan } from '#adapters/search/analysis/plan-query.ts';
import { keepCommon } from '../columns/bits.ts';
import type { SlotSet } from '../columns/slot-set.ts';
import { NO_SLOTS, setOfBits, setOfSlots, slotsOf, unionOf } from '../columns/slot-set.ts';
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
    for (const slot of slotsOf(phraseHolders(exclusion, sources))) barred[slot] = 1;
  }
  return barred;
}

/** Slots with the words side by side; some may be deleted. */
export function phraseHolders({ words, sequence }: QueryPhrase, sources: ScreenSources): SlotSet {
  const { postings, columns } = sources;
  const { size, living } = columns;
  const sets = words.map((word) => postings.findAny(FIELD_CLASSES.map((field) => field + word)));
  const [first = NO_SLOTS, ...others] = sets;
  if (others.length === 0 && sequence === null) return first;
  const all = unionOf([first], size);
  for (const set of others) keepCommon(all, unionOf([set], size), all.length);
  if (sequence === null) return setOfBits(all, living, size);
  const { allowed, holds } = createPhraseTest([sequence], sources);
  if (allowed !== null) keepCommon(all, allowed, all.length);
  return setOfSlots(slotsOf(setOfBits(all, living, size)).filter(holds), size);
}
