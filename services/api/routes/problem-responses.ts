import { ProblemSchema } from '#contract/problem.ts';

/** The error answers that every route can give. */
export const problemResponses = { '4xx': ProblemSchema, '5xx': ProblemSchema } as const;
