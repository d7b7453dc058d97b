import { send } from '#cli/http/request.ts';
import { readText } from '#lib/read-text.ts';
import type { Login } from './queue-users.ts';

export interface SearchRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: string;
}

export interface SearchAnswer {
  status: number;
  text: string;
}

/** Without its security features, Elasticsearch has no handlers for `_security`, and each version answers in other words. */
const NO_HANDLER = [400, 405, 500];
const NO_HANDLER_TEXT =
  /no handler found|incorrect HTTP method|security (must be explicitly|is not) enabled/i;

/** One request to the search server at this address. */
export async function askSearch(
  url: string,
  { name, password }: Login,
  { method, path, body }: SearchRequest,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const answer = await send({ url, proof: null }, path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
    signal,
  });
  return { status: answer.statusCode ?? 0, text: await readText(answer) };
}

/**
 * Can users be created on the server at this address? `null` if its answer does not tell, for example because it does not accept
 * the login. Asks for a role that need not exist.
 */
export async function askForUsers(url: string, login: Login, signal: AbortSignal): Promise<boolean | null> {
  const path = '/_security/role/influscope-profiles-reader';
  const answer = await askSearch(url, login, { method: 'GET', path }, signal);
  if (isWithoutUsers(answer)) return false;
  return answer.status === 200 || answer.status === 404 ? true : null;
}

/** Is this how a server without users answers a request to `_security`? */
export function isWithoutUsers({ status, text }: SearchAnswer): boolean {
  return NO_HANDLER.includes(status) && NO_HANDLER_TEXT.test(text);
}
