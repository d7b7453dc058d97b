import type { FieldClass } from '#adapters/search/analysis/analyse-profile.ts';
import { FIELD_CLASSES, STEM_CLASS } from '#adapters/search/analysis/analyse-profile.ts';
import type { QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import type { Platform } from '#domain/platform.ts';
import { wordsFor } from '../columns/bits.ts';
import type { SlotSet } from '../columns/slot-set.ts';
import { NO_SLOTS, setOfBits, setOfSlots } from '../columns/slot-set.ts';
import type { Columns } from '../columns.ts';
import type { Postings } from '../postings.ts';
import type { Vocabulary } from '../vocabulary.ts';
import type { Kind } from './kinds.ts';
import { KINDS } from './kinds.ts';

/** Documents that hold a term in one field in one way. */
export interface TermList {
  set: SlotSet;
  field: FieldClass;
  kind: Kind;
  /** 1, less for spellings that are further away. */
  strength: number;
}

export interface TermListSources {
  columns: Columns;
  postings: Postings;
  vocabulary: Vocabulary;
}

const MAX_CLOSE_TOKENS = 50;
const MAX_CLOSE_HANDLES = 1_000;
/** What another form is worth beside the word in the bio. */
const FORM_STRENGTH = 0.5;

/** Everything that holds a term as typed, begun or in another form, best kind first. */
export function typedLists(term: QueryTerm, sources: TermListSources): TermList[] {
  const { postings, columns } = sources;
  const lists: TermList[] = [];
  const add = (set: SlotSet, field: FieldClass, kind: Kind, strength = 1) => {
    if (set.count > 0) lists.push({ set, field, kind, strength });
  };
  if (term.platform !== null) add(slotsOn(term.platform, columns), 'h', KINDS.exact);
  // Who only mentions a platform comes after who is on it.
  const typed = term.platform === null ? KINDS.exact : KINDS.prefix;
  for (const field of FIELD_CLASSES) add(postings.find(field + term.text, false), field, typed);
  if (term.prefix)
    for (const field of FIELD_CLASSES) {
      const token = field + term.text;
      // Who holds the word itself counts by that, unless that is of no better kind.
      const begun = typed === KINDS.prefix ? postings.find(token, true) : postings.findLonger(token);
      add(begun, field, KINDS.prefix);
    }
  if (term.forms) add(postings.findAny(formTokens(term)), 'b', KINDS.form, FORM_STRENGTH);
  return lists;
}

/** What is spelt closely. */
export function closeLists(term: QueryTerm, { postings, columns, vocabulary }: TermListSources): TermList[] {
  if (term.maxEdits === 0) return [];
  const lists: TermList[] = [];
  const add = (set: SlotSet, field: FieldClass, edits: number) => {
    if (set.count > 0) lists.push({ set, field, kind: KINDS.close, strength: 1 / edits });
  };
  if (!term.handlesOnly) {
    // One look-up for a field and a distance costs a fraction of one for each word.
    const groups = new Map<string, string[]>();
    for (const { token, edits } of vocabulary.close(term.text, term.maxEdits, MAX_CLOSE_TOKENS)) {
      const group = `${token[0]}${edits}`;
      groups.set(group, [...(groups.get(group) ?? []), token]);
    }
    for (const [group, tokens] of groups)
      add(postings.findAny(tokens), group[0] as FieldClass, Number(group.slice(1)));
  }
  for (const [edits, slots] of closeHandles(term, columns)) add(setOfSlots(slots, columns.size), 'h', edits);
  return lists;
}

/** Handles spelt closely, by distance. They are kept out of the vocabulary, which they would swamp. */
export function closeHandles(
  { text, maxEdits }: { text: string; maxEdits: number },
  columns: Columns,
): [edits: number, slots: Int32Array][] {
  const { handleSpellings: spellings, alive } = columns;
  spellings.refresh();
  const byEdits: number[][] = Array.from({ length: maxEdits }, () => []);
  for (const { at, edits } of [...spellings.close(text, maxEdits), ...spellings.closeFirst(text)])
    if (alive[at] === 1) byEdits[edits - 1]?.push(at);
  return byEdits.map((slots, i) => [i + 1, Int32Array.from(slots.slice(0, MAX_CLOSE_HANDLES)).sort()]);
}

/** Stems of languages that documents are in, and the one that is a word of its own. */
function formTokens({ forms }: QueryTerm): string[] {
  const stems = forms?.stems ?? [];
  const plain = forms?.plain ?? null;
  return [
    ...stems.map(({ tag, stem }) => STEM_CLASS + tag + stem),
    ...(plain === null ? [] : FIELD_CLASSES.map((field) => field + plain)),
  ];
}

function slotsOn(platform: Platform, { size, codes, living, labels }: Columns): SlotSet {
  const wanted = labels.platform.find(platform);
  if (wanted === undefined) return NO_SLOTS;
  const bits = new Uint32Array(wordsFor(size));
  for (let slot = 0; slot < size; slot++)
    if (codes.platform[slot] === wanted) bits[slot >>> 5] = (bits[slot >>> 5] ?? 0) | (1 << (slot & 31));
  return setOfBits(bits, living, size);
}
