import Type from 'typebox';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { problemResponses } from './problem-responses.ts';

const Querystring = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: 64, description: 'First letters of a word or handle' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  },
  { additionalProperties: false },
);

/** `GET /suggest` */
export function mountSuggest(app: HttpServer, { index }: { index: SearchIndex }): void {
  app.get(
    '/suggest',
    {
      schema: {
        summary: 'Complete a word or handle',
        querystring: Querystring,
        response: { 200: Type.Object({ data: Type.Array(Type.String()) }), ...problemResponses },
      },
    },
    async (request) => ({ data: await index.suggest(request.query.q, request.query.limit ?? 8) }),
  );
}
