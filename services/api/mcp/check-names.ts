import type { FastifyRequest } from 'fastify';
import { isLoopback } from '#runtime/http/loopback.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';

/**
 * Throws a `ProblemError` unless `Host`, and `Origin` where there is one, name this machine or one of `hosts`. A web page can
 * then not use a browser to call the tools, neither across sites nor with its own host name (DNS rebinding).
 */
export function checkNames({ headers }: FastifyRequest, hosts: ReadonlySet<string>): void {
  const isAllowed = (name: string | null) => name !== null && (isLoopback(name) || hosts.has(name));
  const { host = '', origin } = headers;
  if (!isAllowed(nameOf(`http://${host}`, host))) {
    throw new ProblemError({
      title: 'Host not allowed',
      status: 421,
      code: 'host_refused',
      detail: 'In the Host header, /mcp accepts only localhost and the names in mcp_hosts',
      hint: { text: 'ask the operator to add this name to mcp_hosts and to deploy' },
    });
  }
  if (origin === undefined || isAllowed(nameOf(origin))) return;
  throw new ProblemError({
    title: 'Origin not allowed',
    status: 403,
    code: 'origin_refused',
    detail: 'In the Origin header, /mcp accepts only localhost and the names in mcp_hosts',
  });
}

/** The name in a URL, in lower case, without brackets; `null` for a URL with more than a name and a port. */
function nameOf(url: string, host?: string): string | null {
  if (!URL.canParse(url)) return null;
  const { hostname, protocol, username, password, pathname, search, hash } = new URL(url);
  const isPlain = `${username}${password}${search}${hash}` === '' && pathname.length <= 1;
  if (!isPlain || !/^https?:$/.test(protocol) || host === '') return null;
  return hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}
