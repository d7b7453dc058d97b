import { FUZZY_BELOW } from '../../../../contract/search-query.ts';
import type { FieldClass } from '../analysis/analyse-profile.ts';
import type { QueryTerms } from '../analysis/parse-text.ts';
import type { Columns } from './columns.ts';
import type { Kind, TermList, TermListSources } from './term-lists.ts';
import { CLOSE, EXACT, listsOfTerm, PREFIX } from './term-lists.ts';

export interface Matches {
  /** Slots of the documents that match, each once, all alive. */
  slots: Int32Array;
  /** By slot. Higher is better; only the entries of `slots` mean something. */
  scores: Float64Array;
  /** By slot: the worst kind in which a term was found. */
  kinds: Uint8Array;
}

/** A whole handle, a word of the name, category or topics, the bio. */
const WEIGHTS: Readonly<Record<FieldClass, number>> = { h: 12, n: 8, t: 3, b: 1 };
const K1 = 1.2;
const B = 0.5;
/** Between kinds: more than any sum of term scores. */
const KIND_STEP = 10_000;
/** What a handle or name that is the whole query is worth beside the terms' own scores. */
const WHOLE_NAME = 5;
/** Share of the score per power of ten of followers: orders what the text leaves level, hardly more. */
const POPULARITY = 0.005;

/** Documents that hold every term; with close spellings when too few hold them as typed. */
export function matchText(query: QueryTerms, sources: TermListSources): Matches {
  const asTyped = matchTerms(query, false, sources);
  const canBeClose = query.terms.some((term) => term.maxEdits > 0);
  if (asTyped.slots.length >= FUZZY_BELOW || !canBeClose) return asTyped;
  return matchTerms(query, true, sources);
}

function matchTerms(query: QueryTerms, withClose: boolean, sources: TermListSources): Matches {
  const { columns } = sources;
  const { size, live, alive, followers } = columns;
  const scores = new Float64Array(size);
  const kinds = new Uint8Array(size).fill(EXACT);
  /** Terms that the document holds, counted as long as it has held all. */
  const held = new Uint8Array(size);
  const norms = lengthNorms(columns);
  const scratch = { kind: new Uint8Array(size), weight: new Float32Array(size) };

  for (const [at, term] of query.terms.entries()) {
    const touched = gather(listsOfTerm(term, withClose, sources), alive, norms, scratch);
    const rarity = Math.log(1 + (live - touched.length + 0.5) / (touched.length + 0.5));
    for (const slot of touched) {
      if (held[slot] === at) {
        const weight = scratch.weight[slot] ?? 0;
        held[slot] = at + 1;
        scores[slot] = (scores[slot] ?? 0) + (rarity * weight * (K1 + 1)) / (weight + K1);
        kinds[slot] = Math.min(kinds[slot] ?? EXACT, scratch.kind[slot] ?? EXACT);
      }
      scratch.kind[slot] = 0;
      scratch.weight[slot] = 0;
    }
  }

  const all = query.terms.length;
  if (query.joined !== null) {
    for (const [slots, kind] of wholeNames(query.joined, sources)) {
      for (const slot of slots) {
        if (alive[slot] === 0) continue;
        // A name that is the query, written together, holds every term.
        if (held[slot] !== all) kinds[slot] = kind;
        else if (kind > (kinds[slot] ?? 0)) kinds[slot] = kind;
        held[slot] = all;
        scores[slot] = (scores[slot] ?? 0) + WHOLE_NAME;
      }
    }
  }

  const slots = new Int32Array(size);
  let count = 0;
  for (let slot = 0; slot < size; slot++) {
    if (held[slot] !== all) continue;
    slots[count++] = slot;
    const audience = Math.log10(1 + Math.max(0, followers[slot] ?? 0));
    scores[slot] = (kinds[slot] ?? 0) * KIND_STEP + (scores[slot] ?? 0) * (1 + POPULARITY * audience);
  }
  return { slots: slots.subarray(0, count), scores, kinds };
}

/** By slot and field, what a word is worth in a text of that length. */
type Norms = Record<FieldClass, (slot: number) => number>;

function lengthNorms(columns: Columns): Norms {
  const { live, lengthSums, nameLength, topicLength, bioLength } = columns;
  const table = (sum: number) => {
    const mean = Math.max(1, sum / Math.max(1, live));
    return Float32Array.from({ length: 256 }, (_, length) => 1 / (1 - B + (B * length) / mean));
  };
  const [name, topic, bio] = lengthSums.map(table) as [Float32Array, Float32Array, Float32Array];
  return {
    h: () => 1,
    n: (slot) => name[nameLength[slot] ?? 0] ?? 1,
    t: (slot) => topic[topicLength[slot] ?? 0] ?? 1,
    b: (slot) => bio[bioLength[slot] ?? 0] ?? 1,
  };
}

/** Adds up, by slot, what a term is worth in all fields, in the best kind that the document has. */
function gather(
  lists: readonly TermList[],
  alive: Uint8Array,
  norms: Norms,
  scratch: { kind: Uint8Array; weight: Float32Array },
): Int32Array {
  let touched = new Int32Array(lists.reduce((sum, { slots }) => sum + slots.length, 0));
  let count = 0;
  const { kind: kinds, weight: weights } = scratch;
  for (const { slots, field, kind, strength } of lists) {
    const weight = WEIGHTS[field] * strength;
    const norm = norms[field];
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] ?? 0;
      if (alive[slot] === 0) continue;
      if (kinds[slot] === 0) {
        kinds[slot] = kind;
        touched[count++] = slot;
      } else if (kinds[slot] !== kind) continue;
      weights[slot] = (weights[slot] ?? 0) + weight * norm(slot);
    }
  }
  touched = touched.subarray(0, count);
  return touched;
}

/** Documents whose handle or display name, as one word, is the query or begins with it. */
function wholeNames(
  joined: { text: string; prefix: boolean },
  { postings }: TermListSources,
): [Int32Array, Kind][] {
  const equal: [Int32Array, Kind] = [postings.find(`h${joined.text}`, false), EXACT];
  return joined.prefix ? [equal, [postings.find(`h${joined.text}`, true), PREFIX]] : [equal];
}

export function hasCloseSpelling(matches: Matches, slot: number): boolean {
  return matches.kinds[slot] === CLOSE;
}
