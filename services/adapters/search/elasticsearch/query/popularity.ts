import type { Clause } from './clauses.ts';
import { ALL } from './clauses.ts';

/** Share of the score per power of ten of followers: orders what the text leaves level, hardly more. */
const POPULARITY = 0.03;

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
