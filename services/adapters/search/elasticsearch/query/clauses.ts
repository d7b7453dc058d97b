export type Clause = Record<string, unknown>;

export const ALL: Clause = { match_all: {} };

/** Lifts what matches above everything that scores less than `band`. */
export function banded(query: Clause, band: number): Clause {
  return { bool: { must: [query], should: [constant(ALL, band)] } };
}

export function constant(filter: Clause, boost: number): Clause {
  return { constant_score: { filter, boost } };
}

export function allOf(clauses: Clause[]): Clause {
  return clauses.length === 1 ? (clauses[0] as Clause) : { bool: { must: clauses } };
}

/** The best of several best ones is the best of all: one clause costs the server less than several inside each other. */
export function bestOf(clauses: Clause[]): Clause {
  const queries = clauses.flatMap(
    (clause) => (clause.dis_max as { queries: Clause[] } | undefined)?.queries ?? [clause],
  );
  return queries.length === 1 ? (queries[0] as Clause) : { dis_max: { queries } };
}
