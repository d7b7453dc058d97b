import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address of the client. `trustedHops` proxies stand in front of the server; each appends the address that it saw to
 * `X-Forwarded-For`, so that what a client writes there itself is never used. 0: the header is not read.
 */
export function clientAddress(request: IncomingMessage, trustedHops: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (trustedHops === 0) return peer;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const address = forwarded.at(-trustedHops)?.trim() ?? '';
  return isIP(address) === 0 ? peer : address;
}
