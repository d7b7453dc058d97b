import { ProblemSchema } from '#contract/problem.ts';

const problem = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': { schema: ProblemSchema } },
};

/** The error answers that every route can give. */
export const problemResponses = { '4xx': problem, '5xx': problem } as const;
