import type {
  Exclusion,
  QueryPhrase,
  QueryPlan,
  QueryTerm,
  WholeName,
} from '#adapters/search/analysis/plan-query.ts';
import { canBeSome } from '#adapters/search/analysis/plan-query.ts';
import type { Clause } from './clauses.ts';
import { ALL, allOf, banded, bestOf, constant } from './clauses.ts';
import { fuzzyClauses } from './close-spellings.ts';
import { formHolders, holdsPhrase, sideBySide } from './holds-text.ts';

/** The weight of a token by its place: a whole handle or name, a word of either, category and topics, the bio. */
const FIELDS = ['h^12', 'n^8', 't^3', 'b^1'];
const PREFIX_BOOSTS = { h: 6, n: 4, t: 1.5, b: 0.5 };
const CLOSE_WORD = { boost: 1, maxExpansions: 50 };
const CLOSE_HANDLE = { boost: 2, maxExpansions: 200 };
/** Another form of a word, and a profile of the platform that a word names. */
const FORM_SCORE = 0.2;
const PLATFORM_SCORE = 6;
/** More than a term can score: BM25 gives at most ln(1 + documents), here for two billion. */
const MAX_TERM_SCORE = 22;

interface Bands {
  /** More than the scores of all terms. */
  band: number;
  /** Of a term as typed, and of one that a word begins with. */
  typed: number;
  begun: number;
  /** Of a display name that is the whole query. */
  whole: number;
}

/** What a profile has to match, by how strictly. */
export interface TextQueries {
  typed: Clause;
  /** Close spellings match too; `null` when no term may be misspelt. Made when asked for: most queries need none. */
  close: (() => Clause) | null;
  /** For when no profile holds all words; `null` when every word is needed. */
  some: (() => SomeQueries) | null;
  wholeFrom: WholeFrom;
}

/** The least score of a handle or display name that is the whole query, in each of the queries. */
export interface WholeFrom {
  typed: number;
  close: number;
  some: number;
}

export const NO_NAMES: WholeFrom = { typed: Infinity, close: Infinity, some: Infinity };

interface SomeQueries {
  /** Its best score is the largest number of words that a profile holds that lacks one. */
  count: Clause;
  /** Profiles that hold that many, and those that hold all. */
  holding: (words: number) => Clause;
}

/**
 * Scores are in bands, so that better kinds come first whatever the text's own score is: a band is as wide as the scores
 * of the terms can add up to. Of `n` terms, one is worth `n + 1` bands as typed, `n` where a word begins with it, and none
 * in another form or spelling, so that the worst term decides. Whole names are above all of that.
 */
export function textQueries(plan: QueryPlan): TextQueries {
  const { terms, phrases, excluded, names, ids } = plan;
  const required = phrases.flatMap(({ words }) => words.map(exact));
  const count = terms.length + required.length;
  const band = 2 ** Math.ceil(Math.log2(count * MAX_TERM_SCORE + 1));
  const bands: Bands = {
    band,
    typed: (terms.length + 1) * band,
    begun: terms.length * band,
    whole: (terms.length * (terms.length + 1) + 1) * band,
  };
  const screened = screen(phrases, excluded);
  if (count === 0) return { typed: screened(ALL), close: null, some: null, wholeFrom: NO_NAMES };

  const held = allOf([...terms.map((term) => typedTerm(term, bands)), ...required]);
  const named = [
    ...names.flatMap((name) => wholeName(name, bands)),
    ...(ids.length > 0 ? [constant({ ids: { values: ids } }, bands.whole + band)] : []),
  ];
  const typed = bestOf([held, ...named]);
  const misspelt = () => allOf([...terms.map(closeTerm), ...required]);
  const close = () => bestOf([banded(typed, band), misspelt(), ...names.flatMap((name) => closeName(name))]);
  const someBand = bands.whole + 3 * band;
  const canBeClose = [...terms, ...names].some(({ maxEdits }) => maxEdits > 0);
  return {
    typed: screened(typed),
    close: canBeClose ? () => screened(close()) : null,
    some: canBeSome(plan)
      ? () =>
          someQueries(plan, {
            close: close(),
            misspelt: misspelt(),
            required,
            band: someBand,
            screened,
          })
      : null,
    wholeFrom: {
      typed: bands.whole,
      close: bands.whole + band,
      some: bands.whole + band + someBand,
    },
  };
}

interface SomeParts {
  close: Clause;
  misspelt: Clause;
  required: Clause[];
  /** More than `close` scores. */
  band: number;
  screened: (query: Clause) => Clause;
}

function someQueries(
  { terms }: QueryPlan,
  { close, misspelt, required, band, screened }: SomeParts,
): SomeQueries {
  const words = terms.filter(({ platform }) => platform === null).map(closeTerm);
  const platforms = terms.filter(({ platform }) => platform !== null).map(closeTerm);
  return {
    count: screened({
      bool: {
        filter: required,
        should: words.map((word) => constant(word, 1)),
        minimum_should_match: 1,
        must_not: [misspelt],
      },
    }),
    holding: (least) =>
      screened(
        bestOf([
          banded(close, band),
          {
            bool: {
              must: [...required, { bool: { should: words, minimum_should_match: least } }],
              should: platforms,
            },
          },
        ]),
      ),
  };
}

/** Phrases have to be there, in one text, and nothing that is left out. */
function screen(phrases: readonly QueryPhrase[], excluded: readonly Exclusion[]): (query: Clause) => Clause {
  const sequences = phrases.flatMap(({ sequence }) => sequence ?? []).map(sideBySide);
  const barred = excluded.map(bars);
  if (sequences.length + barred.length === 0) return (query) => query;
  return (query) => ({ bool: { must: [query], filter: sequences, must_not: barred } });
}

function bars({ platform, ...phrase }: Exclusion): Clause {
  return platform !== null ? { term: { platform } } : holdsPhrase(phrase);
}

/** One BM25 over all fields together: a word that is rare in one field only does not count for more there. */
function exact(text: string): Clause {
  return { combined_fields: { query: text, fields: FIELDS, operator: 'and' } };
}

/** `band` is in the scores already: they are constant. */
function begun(text: string, band = 0): Clause {
  return bestOf(
    Object.entries(PREFIX_BOOSTS).map(([field, boost]) => ({
      prefix: { [field]: { value: text, boost: boost + band } },
    })),
  );
}

/** The term as typed, begun, and in other forms. */
function typedTerm(term: QueryTerm, bands: Bands): Clause {
  const { text, prefix, platform } = term;
  if (platform !== null)
    return bestOf([
      constant({ term: { platform } }, bands.typed + PLATFORM_SCORE),
      banded(exact(text), bands.begun),
      ...(prefix ? [begun(text, bands.begun)] : []),
    ]);
  const clauses = [...(prefix ? [begun(text, bands.begun)] : []), ...otherForms(term)];
  return bestOf([banded(exact(text), bands.typed), ...clauses]);
}

/** The term in every way that counts. */
function closeTerm(term: QueryTerm): Clause {
  const { text, prefix, platform } = term;
  return bestOf([
    ...(platform === null ? [] : [constant({ term: { platform } }, PLATFORM_SCORE)]),
    exact(text),
    ...(prefix ? [begun(text)] : []),
    ...otherForms(term),
    ...closeSpellings(term),
  ]);
}

function otherForms(term: QueryTerm): Clause[] {
  const holders = formHolders(term);
  const [only] = holders;
  if (only === undefined) return [];
  return [constant(holders.length === 1 ? only : { bool: { should: holders } }, FORM_SCORE)];
}

/** What the words of a group are worth to profiles that hold them. */
export function groupScores(terms: readonly QueryTerm[]): Clause[] {
  return terms.map((term) => bestOf([exact(term.text), ...otherForms(term)]));
}

/** A handle or display name that is the query, written together: the handle first. */
function wholeName({ text, prefix, platform }: WholeName, { band, whole }: Bands): Clause[] {
  if (text === '') return [];
  const on = (clause: Clause) => onPlatform(clause, platform);
  return [
    constant(on({ term: { u: text } }), whole + band),
    constant(on({ term: { h: text } }), whole),
    ...(prefix ? [constant(on({ prefix: { h: { value: text } } }), whole - band - 1)] : []),
  ];
}

function closeName({ text, maxEdits, platform }: WholeName): Clause[] {
  return fuzzyClauses('u', text, maxEdits, CLOSE_HANDLE).map((clause) => onPlatform(clause, platform));
}

function onPlatform(clause: Clause, platform: string | null): Clause {
  return platform === null ? clause : { bool: { must: [clause], filter: [{ term: { platform } }] } };
}

function closeSpellings({ text, maxEdits, handlesOnly }: QueryTerm): Clause[] {
  return [
    ...(handlesOnly ? [] : fuzzyClauses('v', text, maxEdits, CLOSE_WORD)),
    ...fuzzyClauses('u', text, maxEdits, CLOSE_HANDLE),
  ];
}
