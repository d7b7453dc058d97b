import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import Type from 'typebox';
import { startDeadline } from '#lib/async/deadline.ts';
import type { Queue } from '#ports/queue.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';

const IdleQuerystring = Type.Object(
  { timeout_ms: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000, default: 60_000 })) },
  { additionalProperties: false },
);

/**
 * `GET /queues/profile-events/idle?timeout_ms=N`: 204 when every event is processed and searchable; 504 after the
 * timeout.
 */
export function mountIdleRoute(
  app: FastifyInstance,
  { queue, search }: { queue: Queue; search: SearchIndex },
) {
  app.get<{ Querystring: Static<typeof IdleQuerystring> }>(
    '/queues/profile-events/idle',
    { schema: { querystring: IdleQuerystring } },
    async (request, reply) => {
      const timeoutMs = request.query.timeout_ms ?? 60_000;
      const gone = new AbortController();
      using deadline = startDeadline(timeoutMs, { signal: gone.signal });
      reply.raw.once('close', () => gone.abort());
      try {
        await queue.waitUntilIdle('profile-events', deadline.signal);
        await search.refresh();
      } catch (error) {
        if (!deadline.expired) throw error;
        throw new ProblemError({
          title: 'Events are still being indexed',
          status: 504,
          code: 'not_idle',
          detail: `profile-events was not empty after ${timeoutMs} ms`,
          hint: { text: 'retry; show how many are left', command: ['status'] },
        });
      }
      return reply.status(204).send();
    },
  );
}
