import type { FastifyRequest } from 'fastify';

export const KEY_COOKIE = 'influscope_key';

const MAX_CHARS = 200;

/** The key of a request: from `Authorization: Bearer`, else from the cookie of the pages; `undefined` without one. */
export function keyOfRequest({ headers, method }: FastifyRequest): string | undefined {
  const { authorization, cookie } = headers;
  // With a header, the cookie does not count, so a request has one identity.
  if (authorization !== undefined) {
    if (authorization.length > MAX_CHARS) return '';
    return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  }
  // Another site can make a browser send a form with the cookie, so it counts for reading alone.
  return method === 'GET' || method === 'HEAD' ? keyOfCookie(cookie) : undefined;
}

/** Whether the browser stores a key, which may no longer work. */
export function hasKeyCookie({ headers }: FastifyRequest): boolean {
  return (keyOfCookie(headers.cookie) ?? '') !== '';
}

function keyOfCookie(cookie: string | undefined): string | undefined {
  const found = cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${KEY_COOKIE}=`));
  return found?.slice(KEY_COOKIE.length + 1).slice(0, MAX_CHARS);
}
