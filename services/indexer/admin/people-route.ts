import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import Type from 'typebox';
import type { ImportTallies } from '../pipeline/import-tallies.ts';

const PeopleQuerystring = Type.Object(
  { import: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);

/** `GET /queues/profile-events/people?import=ID`: people of an import who were new, updated and unchanged, over all indexers. */
export function mountPeopleRoute(app: FastifyInstance, { tallies }: { tallies: ImportTallies }): void {
  app.get<{ Querystring: Static<typeof PeopleQuerystring> }>(
    '/queues/profile-events/people',
    { schema: { querystring: PeopleQuerystring } },
    (request) => tallies.of(request.query.import),
  );
}
