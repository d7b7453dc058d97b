import type { Clause } from './clauses.ts';
import { ALL } from './clauses.ts';

/** Share of the score per power of ten of followers: small, so that it mostly orders profiles with equal text scores. */
const POPULARITY = 0.03;

/** Orders profiles with equal text scores by their audience. */
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
