import type { Hint } from '#contract/hint/hint.ts';
import type { Problem } from '#contract/problem.ts';

/** A problem without what the server adds. */
export type PlainProblem = Omit<Problem, 'type' | 'request_id' | 'hint' | 'remedy'> & { hint?: Hint };

/** A problem to answer with. The server adds `type` and `request_id`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: PlainProblem;
  readonly headers: Record<string, string>;
  constructor(problem: PlainProblem, headers: Record<string, string> = {}) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.headers = headers;
  }
}
