import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { ProblemSchema } from '#contract/problem.ts';
import { DiscoveryBody, DiscoveryStatus } from '#contract/sources/discovery.ts';
import type { Queue } from '#ports/queue.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import type { Stored } from '../jobs/run-store.ts';
import type { OpenSources } from '../sources/open-sources.ts';
import { LIVE_SOURCES } from '../sources/registry.ts';
import { makeDiscoveryJob } from './handle-job.ts';
import type { DiscoveryStore, RunRecord } from './run-record.ts';
import { isOver, newRun, statusOf } from './run-record.ts';

export interface DiscoveryRouteDeps {
  runs: DiscoveryStore;
  queue: Queue;
  sources: Pick<OpenSources, 'status'>;
  /** By the operator's plan of the source. */
  minFollowersOf(source: string): number;
  now(): number;
}

const DEFAULT_LIMIT = 100;
const DEFAULT_SNOWBALL = 5;
const Params = Type.Object({ id: DiscoveryStatus.properties.id });

/** `POST /discoveries`, `GET /discoveries`, `GET` and `DELETE /discoveries/:id`. */
export function mountDiscoveryRoutes(
  app: HttpServer,
  { runs, queue, sources, minFollowersOf, now }: DiscoveryRouteDeps,
): void {
  const withBudget = async (run: RunRecord): Promise<DiscoveryStatus> => {
    // The tightest budget: with `units` and `searches`, the one that is used up first.
    const budgets = (await sources.status(run.source))?.budgets ?? [];
    const [scarcest] = budgets.toSorted((a, b) => a.left / a.limit - b.left / b.limit);
    if (scarcest === undefined) return statusOf(run);
    return { ...statusOf(run), budget_left: scarcest.left, budget_unit: scarcest.unit };
  };
  app.post<{ Body: DiscoveryBody }>(
    '/discoveries',
    {
      schema: {
        summary: 'Start a discovery on a live source',
        body: DiscoveryBody,
        response: { 202: DiscoveryStatus, 400: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { source, topic = null, seeds = [], limit = DEFAULT_LIMIT } = request.body;
      const status = await sources.status(source);
      if (status === undefined) {
        const known = LIVE_SOURCES.map(({ name }) => name).join(', ');
        throw badRequest('source_unknown', `Unknown source "${source}"; known: ${known}`);
      }
      if (topic === null && seeds.length === 0) {
        throw badRequest('nothing_to_find', 'A discovery needs a topic or at least one seed');
      }
      if (status.state === 'off') {
        throw badRequest('source_off', `The source ${source} is not configured: ${status.reason}`);
      }
      if (seeds.length === 0 && !status.finds_by.includes('topic')) {
        throw badRequest('seeds_needed', `The source ${source} has no search. Pass accounts as seeds`);
      }
      const at = now();
      const run = newRun(
        {
          id: randomUUID(),
          source,
          topic,
          seeds: seeds.map((seed) => seed.replace(/^@/, '')),
          limit,
          min_followers: request.body.min_followers ?? minFollowersOf(source),
          snowball: request.body.snowball ?? (seeds.length > 0 ? DEFAULT_SNOWBALL : 0),
        },
        at,
      );
      await runs.create(run);
      await queue.publish('scrape-jobs', [makeDiscoveryJob(run.id, 0)]);
      return reply.code(202).send(await withBudget(run));
    },
  );

  app.get(
    '/discoveries',
    {
      schema: {
        summary: 'List discoveries, newest first',
        response: { 200: Type.Array(DiscoveryStatus) },
      },
    },
    async () => (await runs.list()).map(statusOf),
  );

  app.get<{ Params: { id: string } }>(
    '/discoveries/:id',
    {
      schema: {
        summary: 'Get one discovery',
        params: Params,
        response: { 200: DiscoveryStatus, 404: ProblemSchema },
      },
    },
    async ({ params }) => withBudget((await find(runs, params.id)).run),
  );

  app.delete<{ Params: { id: string } }>(
    '/discoveries/:id',
    {
      schema: {
        summary: 'Stop a discovery; its profiles are kept',
        params: Params,
        response: { 200: DiscoveryStatus, 404: ProblemSchema },
      },
    },
    async ({ params }) => {
      // A step may be recorded between the read and the write.
      for (let attempt = 0; attempt < 10; attempt++) {
        const stored = await find(runs, params.id);
        if (isOver(stored.run)) return statusOf(stored.run);
        const changes = { state: 'cancelled' as const, updated_at: now() };
        if (await runs.update(stored, changes)) return statusOf({ ...stored.run, ...changes });
      }
      throw new ProblemError({
        title: 'Other requests keep changing the discovery',
        status: 503,
        code: 'contended',
      });
    },
  );
}

async function find(runs: DiscoveryStore, id: string): Promise<Stored<RunRecord>> {
  const stored = await runs.read(id);
  if (stored !== null) return stored;
  throw new ProblemError({ title: `No discovery "${id}"`, status: 404, code: 'discovery_unknown' });
}

function badRequest(code: string, title: string): ProblemError {
  return new ProblemError({ title, status: 400, code });
}
