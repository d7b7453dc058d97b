import type { QueryTerm, QueryTerms } from '#adapters/search/analysis/parse-text.ts';

type Clause = Record<string, unknown>;

/** What a token is worth by where it stands: a whole handle or name, a word of either, category and topics, the bio. */
const FIELDS = ['h^12', 'n^8', 't^3', 'b^1'];
const PREFIX_BOOSTS = { h: 6, n: 4, t: 1.5, b: 0.5 };
const CLOSE_WORD = { boost: 1, maxExpansions: 50 };
const CLOSE_HANDLE = { boost: 2, maxExpansions: 200 };
/** More than a term can score: BM25 gives at most ln(1 + documents), here for two billion. */
const MAX_TERM_SCORE = 22;
/** Share of the score per power of ten of followers: orders what the text leaves level, hardly more. */
const POPULARITY = 0.03;

/**
 * The query that a profile matches as typed, and the one that close spellings match too; `close` is `null` when no
 * term may be misspelt.
 *
 * Scores are in bands, so that exact matches come before prefix matches and those before close spellings whatever the
 * text's own score is: each band is as wide as the terms' scores can add up to. Single precision holds that easily.
 */
export function textQueries({ terms, joined }: QueryTerms): { typed: Clause; close: Clause | null } {
  const band = 2 ** Math.ceil(Math.log2(terms.length * MAX_TERM_SCORE + 1));
  const held = allOf(terms.map((term) => (term.prefix ? typedOrBegun(term.text, band) : exact(term.text))));
  const typed = joined === null ? held : bestOf([held, ...wholeNames(joined, band)]);
  if (!terms.some(({ maxEdits }) => maxEdits > 0)) return { typed, close: null };
  const misspelt = allOf(
    terms.map((term) =>
      bestOf([exact(term.text), ...(term.prefix ? [begun(term.text)] : []), ...closeSpellings(term)]),
    ),
  );
  return { typed, close: bestOf([{ bool: { must: [typed], should: [constant(ALL, band)] } }, misspelt]) };
}

const ALL: Clause = { match_all: {} };

/** Lets the audience decide what the text leaves level. */
export const POPULARITY_CLAUSE: Clause = {
  function_score: {
    query: ALL,
    functions: [
      {
        field_value_factor: { field: 'followers', modifier: 'log1p', missing: 0 },
        weight: POPULARITY,
      },
    ],
    boost_mode: 'replace',
  },
};

/** One BM25 over all fields together: a word that is rare in one field only does not count for more there. */
function exact(text: string): Clause {
  return { combined_fields: { query: text, fields: FIELDS, operator: 'and' } };
}

function begun(text: string): Clause {
  return bestOf(
    Object.entries(PREFIX_BOOSTS).map(([field, boost]) => ({ prefix: { [field]: { value: text, boost } } })),
  );
}

function typedOrBegun(text: string, band: number): Clause {
  return bestOf([{ bool: { must: [exact(text)], should: [constant(ALL, band)] } }, begun(text)]);
}

/** A handle or display name that is the query, written together: first of its band. */
function wholeNames({ text, prefix }: NonNullable<QueryTerms['joined']>, band: number): Clause[] {
  const whole = constant({ term: { h: text } }, 2 * band - 1);
  return prefix ? [whole, { prefix: { h: { value: text, boost: band - 1 } } }] : [whole];
}

function closeSpellings({ text, maxEdits }: QueryTerm): Clause[] {
  if (maxEdits === 0) return [];
  return Object.entries({ v: CLOSE_WORD, u: CLOSE_HANDLE }).map(([field, { boost, maxExpansions }]) => ({
    fuzzy: {
      [field]: {
        value: text,
        fuzziness: maxEdits,
        prefix_length: 1,
        max_expansions: maxExpansions,
        transpositions: true,
        rewrite: `top_terms_boost_${maxExpansions}`,
        boost,
      },
    },
  }));
}

function constant(filter: Clause, boost: number): Clause {
  return { constant_score: { filter, boost } };
}

function allOf(clauses: Clause[]): Clause {
  return clauses.length === 1 ? (clauses[0] as Clause) : { bool: { must: clauses } };
}

function bestOf(queries: Clause[]): Clause {
  return { dis_max: { queries } };
}
