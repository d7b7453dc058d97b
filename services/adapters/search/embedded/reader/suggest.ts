import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import { foldText } from '#adapters/search/analysis/fold.ts';
import type { Tokenizer } from '#adapters/search/analysis/tokenize.ts';
import { joinWords } from '#adapters/search/analysis/tokenize.ts';
import { slotsOf } from './columns/slot-set.ts';
import type { TermListSources } from './match/term-lists.ts';

export interface Suggestions {
  /** Frequent words first. */
  words: string[];
  /** Slots of profiles whose handle or name begins so, those with the largest audience first. */
  slots: number[];
}

/** Words looked at before the most frequent are taken; the first seen tend to be the most frequent. */
const WORD_CANDIDATES = 40;

/** Completions of the last word of `prefix`, and of handles by all of it. */
export function findSuggestions(
  prefix: string,
  limit: number,
  tokenizer: Tokenizer,
  { columns, postings, vocabulary }: TermListSources,
): Suggestions {
  const folded = foldText(prefix);
  const word = tokenizer.query(folded).at(-1)?.text;
  const handle = joinWords(folded);
  if (word === undefined || handle === '') return { words: [], slots: [] };

  const frequency = (candidate: string) =>
    FIELD_CLASSES.reduce((sum, field) => sum + postings.find(field + candidate, false).count, 0);
  const words = vocabulary
    .beginningWith(word, WORD_CANDIDATES)
    .map((candidate) => ({ candidate, count: frequency(candidate) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
    .map(({ candidate }) => candidate);

  const { alive, followers } = columns;
  const slots = [...slotsOf(postings.find(`h${handle}`, true))]
    .filter((slot) => alive[slot] === 1)
    .sort((a, b) => (followers[b] ?? 0) - (followers[a] ?? 0) || columns.ids.compare(a, b))
    .slice(0, limit);
  return { words, slots };
}
