import Type from 'typebox';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { HttpServer } from '../../shared/runtime/http-server.ts';
import { ProblemError } from '../../shared/runtime/http-server.ts';
import { renderInitials } from '../initials-picture.ts';

const Params = Type.Object({ file: Type.String({ minLength: 1, maxLength: 200 }) });

/** Names carry a hash of the content, so what they name never changes. */
const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
};

/** `GET /avatars/:file` (stored) and `GET /avatars/initials/:file` (generated). */
export function mountAvatars(app: HttpServer, { objects }: { objects: ObjectStore }): void {
  app.get(
    '/avatars/initials/:file',
    { schema: { summary: 'A generated picture', params: Params } },
    (request, reply) => {
      const svg = renderInitials(request.params.file);
      if (svg === undefined) throw notFound(request.params.file);
      return reply.headers(HEADERS).type('image/svg+xml').send(svg);
    },
  );

  app.get(
    '/avatars/:file',
    { schema: { summary: 'A stored picture', params: Params } },
    async (request, reply) => {
      const { file } = request.params;
      if (!/^[a-z0-9][a-z0-9._-]*$/i.test(file)) throw notFound(file);
      const object = await objects.get(`avatars/${file}`);
      if (object === undefined) throw notFound(file);
      const etag = `"${object.etag}"`;
      reply.headers({ ...HEADERS, etag });
      if (request.headers['if-none-match']?.split(',').some((tag) => tag.trim() === etag)) {
        return reply.status(304).send();
      }
      return reply.type(object.contentType).send(Buffer.from(object.body));
    },
  );
}

function notFound(file: string): ProblemError {
  return new ProblemError({
    title: 'No such picture',
    status: 404,
    code: 'avatar_not_found',
    detail: `No picture "${file}" is stored`,
  });
}
