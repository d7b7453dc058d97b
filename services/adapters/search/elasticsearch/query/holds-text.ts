import { STEM_CLASS } from '#adapters/search/analysis/analyse-profile.ts';
import type { QueryPhrase, QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import type { Clause } from './clauses.ts';

const FIELD_NAMES = ['h', 'n', 't', 'b'] as const;

/** A profile that holds the words side by side, without a score. */
export function holdsPhrase({ words, sequence }: QueryPhrase): Clause {
  if (words.length === 0) return { match_none: {} };
  const held = words.map(holds);
  return { bool: { filter: [...held, ...(sequence === null ? [] : [sideBySide(sequence)])] } };
}

/** A profile that holds a term as typed, in another form, or is on the platform that it names, without a score. */
export function holdsTerm(term: QueryTerm): Clause {
  const onIt = term.platform === null ? [] : [{ term: { platform: term.platform } }];
  const should = [holds(term.text), ...formHolders(term), ...onIt];
  return { bool: { should, minimum_should_match: 1 } };
}

function holds(word: string): Clause {
  return { bool: { should: FIELD_NAMES.map((field) => ({ term: { [field]: word } })) } };
}

export function sideBySide(sequence: string): Clause {
  return { match_phrase: { p: sequence.trim() } };
}

/** Profiles that hold another form of a term. */
export function formHolders({ forms }: QueryTerm): Clause[] {
  if (forms === null) return [];
  const holders: Clause[] = [{ terms: { [STEM_CLASS]: forms.stems.map(({ tag, stem }) => tag + stem) } }];
  if (forms.plain !== null) holders.push(holds(forms.plain));
  return holders;
}
