import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { ObjectStore } from '#ports/object-store.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { renderInitials } from '../initials-picture.ts';
import { matchesEtag } from '../match-etag.ts';

const Params = Type.Object({ file: Type.String({ minLength: 1, maxLength: 200 }) });

/** How OpenAPI describes a picture of these types. */
const pictureOf = (...types: string[]) => ({
  200: {
    description: 'The picture',
    content: Object.fromEntries(
      types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
    ),
  },
  304: { description: 'The picture has not changed since the one in `If-None-Match`' },
});

/** Stored pictures are named after a hash of their content, so the content of a name never changes. */
const STORED = 'public, max-age=31536000, immutable';
/** The drawing may change with the next version. */
const DRAWN = 'public, max-age=3600';

/** Browsers must treat the bytes as a picture, whatever they are. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

interface Picture {
  body: Uint8Array;
  contentType: string;
  /** Strong, without quotes. */
  etag: string;
  cacheControl: string;
}

/** `GET /avatars/:file` (stored) and `GET /avatars/initials/:file` (generated). */
export function mountAvatars(app: HttpServer, { objects }: { objects: ObjectStore }): void {
  app.get(
    '/avatars/initials/:file',
    { schema: { summary: 'Get a generated picture', params: Params, response: pictureOf('image/svg+xml') } },
    (request, reply) => {
      const svg = renderInitials(request.params.file);
      if (svg === undefined) throw notFound(request.params.file);
      return answer(request, reply, {
        body: Buffer.from(svg),
        contentType: 'image/svg+xml',
        etag: hash('sha256', svg, 'hex').slice(0, 32),
        cacheControl: DRAWN,
      });
    },
  );

  app.get(
    '/avatars/:file',
    {
      schema: {
        summary: 'Get a stored picture',
        params: Params,
        response: pictureOf('image/png', 'image/webp'),
      },
    },
    async (request, reply) => {
      const { file } = request.params;
      if (!/^[a-z0-9][a-z0-9._-]*$/i.test(file)) throw notFound(file);
      const object = await objects.get(`avatars/${file}`);
      if (object === undefined) throw notFound(file);
      return answer(request, reply, { ...object, cacheControl: STORED });
    },
  );
}

/** 304 when the client has it already. */
function answer(request: FastifyRequest, reply: FastifyReply, picture: Picture): FastifyReply {
  const etag = `"${picture.etag}"`;
  reply.headers({ ...HEADERS, etag, 'cache-control': picture.cacheControl });
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.status(304).send();
  const { buffer, byteOffset, byteLength } = picture.body;
  return reply.type(picture.contentType).send(Buffer.from(buffer, byteOffset, byteLength));
}

function notFound(file: string): ProblemError {
  return new ProblemError({
    title: 'Picture not found',
    status: 404,
    code: 'avatar_not_found',
    detail: `No picture "${file}" is stored`,
  });
}
