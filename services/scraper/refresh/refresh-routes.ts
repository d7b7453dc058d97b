import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { ProblemSchema } from '#contract/problem.ts';
import type { RefreshOutcome } from '#contract/sources/refresh.ts';
import { REFRESH_OUTCOMES, RefreshBody, RefreshStatus } from '#contract/sources/refresh.ts';
import type { Queue } from '#ports/queue.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import type { Stored } from '../jobs/run-store.ts';
import { LIVE_SOURCES } from '../sources/registry.ts';
import type { TrackStore } from '../tracking/track-store.ts';
import { makeRefreshRunJob } from './refresh-jobs.ts';
import type { RefreshRecord, RefreshStore, RefreshTarget } from './refresh-record.ts';
import { statusOf } from './refresh-record.ts';

export interface RefreshRouteDeps {
  refreshes: RefreshStore;
  tracks: TrackStore;
  queue: Queue;
  now(): number;
}

const Params = Type.Object({ id: RefreshStatus.properties.id });
const MAX_ROUNDS = 10;

/** `POST /refreshes`, `GET` and `DELETE /refreshes/:id`. */
export function mountRefreshRoutes(
  app: HttpServer,
  { refreshes, tracks, queue, now }: RefreshRouteDeps,
): void {
  app.post<{ Body: RefreshBody }>(
    '/refreshes',
    {
      schema: {
        summary: 'Read profiles of live sources again',
        body: RefreshBody,
        response: { 202: RefreshStatus, 400: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { profiles = [], scope, source } = request.body;
      if (profiles.length > 0 === (scope !== undefined)) {
        throw badRequest('nothing_to_refresh', 'A refresh needs either profiles or a scope');
      }
      if (source !== undefined && !LIVE_SOURCES.some(({ name }) => name === source)) {
        const known = LIVE_SOURCES.map(({ name }) => name).join(', ');
        throw badRequest('source_unknown', `Unknown source "${source}"; known: ${known}`);
      }
      const sources = source === undefined ? LIVE_SOURCES.map(({ name }) => name) : [source];
      const counts = await Promise.all(scope === undefined ? [] : sources.map((name) => tracks.count(name)));
      const targets = await targetsOf(profiles, tracks);
      const at = now();
      const run = {
        v: 1 as const,
        id: randomUUID(),
        scope: scope ?? ('profiles' as const),
        state: 'reading' as const,
        total:
          scope === 'all' ? counts.reduce((a, b) => a + b, 0) : scope === 'stale' ? null : targets.length,
        done: 0,
        outcomes: Object.fromEntries(REFRESH_OUTCOMES.map((one) => [one, 0])) as Record<
          RefreshOutcome,
          number
        >,
        reason: null,
        ...{ started_at: at, updated_at: at },
        targets,
        sources: sources.filter((_, i) => (counts[i] ?? 0) > 0),
        after: null,
      };
      await refreshes.create(run);
      await queue.publish('scrape-jobs', [makeRefreshRunJob(run.id, 0)]);
      return reply.code(202).send(statusOf(run));
    },
  );

  app.get<{ Params: { id: string } }>(
    '/refreshes/:id',
    {
      schema: {
        summary: 'Get one refresh',
        params: Params,
        response: { 200: RefreshStatus, 404: ProblemSchema },
      },
    },
    async ({ params }) => statusOf((await find(refreshes, params.id)).run),
  );

  app.delete<{ Params: { id: string } }>(
    '/refreshes/:id',
    {
      schema: {
        summary: 'Stop a refresh',
        params: Params,
        response: { 200: RefreshStatus, 404: ProblemSchema },
      },
    },
    async ({ params }) => {
      // A batch may be recorded between the read and the write.
      for (let round = 1; round <= MAX_ROUNDS; round++) {
        const stored = await find(refreshes, params.id);
        if (stored.run.state !== 'reading') return statusOf(stored.run);
        const changes = { state: 'cancelled' as const, targets: [], updated_at: now() };
        if (await refreshes.update(stored, changes)) return statusOf({ ...stored.run, ...changes });
      }
      throw new ProblemError({
        title: 'Other requests keep changing the refresh',
        status: 503,
        code: 'contended',
      });
    },
  );
}

/** Where each profile is read: as it is tracked, else by its native id or handle. */
async function targetsOf(
  profiles: NonNullable<RefreshBody['profiles']>,
  tracks: TrackStore,
): Promise<RefreshTarget[]> {
  return Promise.all(
    profiles.map(async ({ platform, native_id, username }) => {
      const source = LIVE_SOURCES.find((one) => one.platform === platform)?.name;
      const names = [native_id, username].filter((name) => name !== null);
      const [first] = names;
      if (source === undefined || first === undefined) {
        throw badRequest('no_live_source', `No live source reads profiles of ${platform}`);
      }
      const tracked = await tracks.read(source, names);
      return { source, id: names.find((name) => tracked.has(name)) ?? first };
    }),
  );
}

async function find(refreshes: RefreshStore, id: string): Promise<Stored<RefreshRecord>> {
  const stored = await refreshes.read(id);
  if (stored !== null) return stored;
  throw new ProblemError({ title: `No refresh "${id}"`, status: 404, code: 'refresh_unknown' });
}

function badRequest(code: string, title: string): ProblemError {
  return new ProblemError({ title, status: 400, code });
}
