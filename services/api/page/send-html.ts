import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderToString } from 'preact-render-to-string';
import { acceptsGzip } from '../accepts-gzip.ts';
import type { Html } from './h.ts';

const compress = promisify(gzip);

/** Below this size, compression does not save bytes on the wire. */
const MIN_GZIP_BYTES = 1_000;

/** Only scripts and styles of this server, no other server, no frames. */
export const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types fragment',
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'private, no-cache',
  vary: 'accept-encoding, cookie',
} as const;

/** A whole page as HTML. */
export function renderDocument(document: Html): string {
  return `<!doctype html>${renderToString(document)}`;
}

/** Sends HTML, compressed if the client accepts it. */
export async function sendHtml(
  request: FastifyRequest,
  reply: FastifyReply,
  html: string,
): Promise<FastifyReply> {
  reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8');
  if (html.length < MIN_GZIP_BYTES || !acceptsGzip(request)) return reply.send(html);
  return reply.header('content-encoding', 'gzip').send(await compress(html));
}
