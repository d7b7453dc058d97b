import type { Problem } from '#contract/problem.ts';
import { ToolError } from './tool-error.ts';

/** An answer of the public API: the parsed JSON body. */
export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** Sends one GET request to the public API of an instance, over the network or inside the process that serves it. */
export type AskApi = (path: string, signal: AbortSignal) => Promise<ApiAnswer>;

/** The body of a successful answer. Throws a `ToolError` with the problem and its hint otherwise. */
export async function readApi<T>(ask: AskApi, path: string, signal: AbortSignal): Promise<T> {
  const { status, body } = await ask(path, signal);
  if (status < 300) return body as T;
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  const reason = problem.detail ?? problem.title ?? `HTTP status ${status}`;
  throw new ToolError(`${reason} [code=${problem.code ?? `http_${status}`}]`, adviceFor(status, problem));
}

function adviceFor(status: number, { code }: Partial<Problem>): string | undefined {
  if (code === 'profile_not_found')
    return 'Call search_creators with part of the name, and use the id of a result.';
  if (code === 'ambiguous_handle') return 'Use one of these ids, or set platform.';
  if (code === 'invalid_cursor' || code === 'cursor_expired') return 'Repeat the search without cursor.';
  if (code === 'key_missing' || code === 'key_invalid' || code === 'key_right_missing')
    return 'Ask the operator of the instance for an API key with the necessary rights.';
  if (status === 429) return 'Wait a few seconds, then repeat the call.';
  if (status >= 500) return 'Call instance_status, then repeat the call in a few seconds.';
  return status === 400 ? 'Correct the arguments, then repeat the call.' : undefined;
}
