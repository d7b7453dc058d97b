import type { IncomingMessage } from 'node:http';
import type { InfluscopeError } from '#cli/errors.ts';
import { NotReadyError, OperationError, UserError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import type { Problem } from '#contract/problem.ts';
import { readText } from '#lib/read-text.ts';

/** The request itself is invalid. A missing resource is not: it fails with exit code 1. */
const WRONG_USE: ReadonlySet<number> = new Set([400, 413, 414, 422]);

/** The error for an answer with a status of 400 or above. */
export async function toError(answer: IncomingMessage, what: string): Promise<InfluscopeError> {
  const status = answer.statusCode ?? 0;
  const problem = parseProblem(await readText(answer).catch(() => ''));
  const message = problem?.detail ?? problem?.title ?? `HTTP status ${status}`;
  const isKeyless = problem?.code === 'key_missing' || problem?.code === 'key_invalid';
  if (isKeyless) {
    return new OperationError(`${what}: ${message}`, {
      code: problem?.code ?? 'key_missing',
      hint: {
        text: 'set INFLUSCOPE_API_KEY to a key. The operator can create one with',
        command: ['keys', 'add', 'my-app'],
      },
    });
  }
  const details = { code: problem?.code ?? `http_${status}`, ...hintOf(problem, answer) };
  if (status === 503) return new NotReadyError(`${what}: ${message}`, { ...details, laggards: [what] });
  if (WRONG_USE.has(status) || details.code === 'ambiguous_handle') return new UserError(message, details);
  // The message says everything; the status adds nothing.
  if (status === 404 || (status === 409 && problem?.code !== undefined))
    return new OperationError(message, details);
  return new OperationError(`${what}: ${message} [status=${status}]`, details);
}

function parseProblem(text: string): Partial<Problem> | undefined {
  try {
    return JSON.parse(text) as Partial<Problem>;
  } catch {
    return undefined;
  }
}

function hintOf(problem: Partial<Problem> | undefined, answer: IncomingMessage): { hint?: Hint } {
  const hint = problem?.remedy ?? problem?.hint;
  if (hint !== undefined) return { hint: typeof hint === 'string' ? { text: hint } : hint };
  const after = answer.headers['retry-after'];
  if (after !== undefined) return { hint: { text: `retry in ${after} s` } };
  return answer.statusCode === 503 || (answer.statusCode ?? 0) >= 500 ? { hint: { command: ['logs'] } } : {};
}
