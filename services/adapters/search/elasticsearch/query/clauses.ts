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

export function bestOf(queries: Clause[]): Clause {
  return queries.length === 1 ? (queries[0] as Clause) : { dis_max: { queries } };
}
