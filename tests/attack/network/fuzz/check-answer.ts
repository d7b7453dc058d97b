import type { FuzzRequest } from './generate-requests.ts';

export interface FuzzAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** Traces of a program in what a stranger gets: stack frames, source files, errors of parts behind the API. */
export const INTERNALS =
  /\n\s+at |node_modules|file:\/\/\/|\.(?:ts|js):\d+|SQLITE_|ECONN|ENOENT|UnavailableError|TypeError/;

/** What is wrong with an answer; `null` when nothing is. */
export function findFault({ operation, method, target }: FuzzRequest, answer: FuzzAnswer): string | null {
  const { status, headers, body } = answer;
  const type = String(headers['content-type'] ?? '');
  // A status that OpenAPI lists by number, such as 503 of `/readyz`, has its own body.
  const isListed = operation !== undefined && status in operation.responses;
  const isBusy = status === 503 && headers['retry-after'] !== undefined;
  if (status >= 500 && !isListed && !isBusy) return 'an error of the server';
  if (status < 200) return 'no final status';
  if (type !== 'text/css' && !/javascript/.test(type) && INTERNALS.test(body)) return 'shows internals';
  if (headers['set-cookie'] !== undefined && !/theme/.test(target)) return 'sets a cookie';
  if (operation === undefined) {
    return status >= 400 || type.startsWith('text/html') ? faultOfError(method, type, answer) : null;
  }
  const { responses } = operation;
  if (!isListed && !(`${Math.floor(status / 100)}XX` in responses)) return 'not described';
  const { content } = responses[status] ?? {};
  if (content !== undefined && body !== '' && !((type.split(';')[0] ?? '') in content)) {
    return 'a content type that is not described';
  }
  if (status >= 400 && !isListed) return faultOfError(method, type, answer);
  if (method !== 'HEAD' && status === 200 && type.startsWith('application/json') && !isJson(body)) {
    return 'no JSON';
  }
  return null;
}

function faultOfError(method: string, type: string, { status, body }: FuzzAnswer): string | null {
  if (type.startsWith('text/html')) return null;
  if (!type.startsWith('application/problem+json')) return `an error as ${type || 'nothing'}`;
  if (method === 'HEAD') return null;
  const problem = isJson(body) ? (JSON.parse(body) as { status?: number; code?: string }) : {};
  if (problem.status !== status) return 'another status in the body';
  return /^[a-z][a-z0-9_]*$/.test(problem.code ?? '') ? null : 'an error without a code';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
