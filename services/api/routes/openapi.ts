import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { acceptsGzip } from '../accepts-gzip.ts';
import { matchesEtag } from '../match-etag.ts';
import { problemResponses } from './problem-responses.ts';

const MAX_AGE_SECONDS = 300;
const HEADERS = {
  'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
  vary: 'accept-encoding',
};

const SCHEMA = {
  summary: 'Get this OpenAPI document',
  response: {
    200: {
      description: 'An OpenAPI 3.1 document',
      content: { 'application/json': { schema: { type: 'object' } } },
    },
    304: { description: 'The document has not changed since the one in `If-None-Match`' },
    ...problemResponses,
  },
};

interface Document {
  etag: string;
  body: Buffer;
  gzip: Buffer;
}

/** `GET /openapi.json`. `describe` returns the document; it is called once, because it does not change after the start. */
export function mountOpenApi(app: HttpServer, describe: () => object): void {
  let document: Document | undefined;
  app.get('/openapi.json', { schema: SCHEMA }, async (request, reply) => {
    document ??= render(describe());
    const { etag, body, gzip } = document;
    reply.headers({ ...HEADERS, etag });
    if (matchesEtag(request.headers['if-none-match'], etag)) return reply.status(304).send();
    reply.type('application/json; charset=utf-8');
    return acceptsGzip(request) ? reply.header('content-encoding', 'gzip').send(gzip) : reply.send(body);
  });
}

function render(described: object): Document {
  const body = Buffer.from(JSON.stringify(described));
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { etag: `W/"${hash}"`, body, gzip: gzipSync(body) };
}
