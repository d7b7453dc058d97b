import type { TextClause } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';
import { FIELD_CLASSES, STEM_CLASS } from '../analysis/analyse-profile.ts';
import type { Analyser } from '../analysis/analyser.ts';
import type { QueryPhrase, QueryTerm } from '../analysis/plan-query.ts';
import { addressNames, toGroupTerms, toPhrase } from '../analysis/plan-query.ts';

/** The text of a profile as an index stores it. */
export interface HeldText {
  postings: ReadonlySet<string>;
  /** The word sequence of each text. */
  sequences: readonly string[];
}

export type TextTest = (text: HeldText, profile: Profile) => boolean;

/** `negated`: under an odd number of minus signs, where words do not stand for their other forms. */
export function compileText(clause: TextClause, negated: boolean, analyser: Analyser): TextTest {
  switch (clause.kind) {
    case 'phrase': {
      const phrase = toPhrase(clause.text, analyser);
      return (text) => holdsPhrase(text, phrase);
    }
    case 'address': {
      const { platform } = clause.address;
      const { names, id } = addressNames(clause.address);
      return ({ postings }, profile) =>
        profile.id === id ||
        (profile.platform === platform && names.some((name) => postings.has(`h${name}`)));
    }
    case 'word':
      if (negated) {
        const typed = toPhrase(clause.text, analyser);
        return (text) => holdsPhrase(text, typed);
      }
      break;
    case 'platform':
      break;
  }
  const phrase = negated ? toPhrase(clause.text, analyser) : null;
  const terms = toGroupTerms(clause, analyser);
  return (text, profile) =>
    (phrase !== null && holdsPhrase(text, phrase)) ||
    (terms.length > 0 && terms.every((term) => holdsTerm(text, profile, term)));
}

function holdsPhrase(text: HeldText, { words, sequence }: QueryPhrase): boolean {
  return (
    words.length > 0 &&
    words.every((word) => holdsWord(text, word)) &&
    (sequence === null || text.sequences.some((one) => one.includes(sequence)))
  );
}

function holdsTerm(text: HeldText, profile: Profile, { text: word, platform, forms }: QueryTerm): boolean {
  if (platform !== null && profile.platform === platform) return true;
  if (holdsWord(text, word)) return true;
  if (forms === null) return false;
  return (
    forms.stems.some(({ tag, stem }) => text.postings.has(STEM_CLASS + tag + stem)) ||
    (forms.plain !== null && holdsWord(text, forms.plain))
  );
}

function holdsWord({ postings }: HeldText, word: string): boolean {
  return FIELD_CLASSES.some((field) => postings.has(field + word));
}
