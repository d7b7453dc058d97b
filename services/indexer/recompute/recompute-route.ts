import { PassThrough } from 'node:stream';
import Type from 'typebox';
import type { RecomputeLine } from '#contract/recompute.ts';
import { RecomputeBody } from '#contract/recompute.ts';
import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { queueProfiles } from './queue-profiles.ts';

/** Between two lines of progress. */
const PROGRESS_MS = 250;

export interface RecomputeRouteDeps {
  records: Records;
  queue: Queue;
  logger: Logger;
  /** Aborts when the service stops. */
  stopping: AbortSignal;
}

/**
 * `POST /recompute`: queues profiles, all of them without a body, so that the indexers compute their figures again. Answers NDJSON of
 * `RecomputeLine`. It stops when the client disconnects; what is queued by then is computed.
 */
export function mountRecomputeRoute(app: HttpServer, deps: RecomputeRouteDeps): void {
  const schema = { summary: 'Recompute figures', body: Type.Union([RecomputeBody, Type.Null()]) };
  app.post<{ Body: RecomputeBody | null }>('/recompute', { schema }, (request, reply) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort(new Error('The client disconnected')));
    const lines = new PassThrough();
    void report(lines, request.body ?? {}, deps, AbortSignal.any([gone.signal, deps.stopping]));
    return reply.type('application/x-ndjson').send(lines);
  });
}

/** Writes the report to its last line; never rejects. */
async function report(
  lines: PassThrough,
  wanted: RecomputeBody,
  deps: RecomputeRouteDeps,
  signal: AbortSignal,
): Promise<void> {
  const write = (line: RecomputeLine) => void lines.write(`${JSON.stringify(line)}\n`);
  const startedAt = performance.now();
  let saidAt = startedAt;
  try {
    const queued = await queueProfiles(
      deps,
      wanted,
      (soFar, total) => {
        if (performance.now() - saidAt < PROGRESS_MS) return;
        saidAt = performance.now();
        write({ type: 'progress', queued: soFar, total });
      },
      signal,
    );
    const elapsed_ms = Math.round(performance.now() - startedAt);
    deps.logger.info({ queued, elapsed_ms }, 'profiles queued to be recomputed');
    write({ type: 'done', queued, elapsed_ms });
  } catch (err) {
    deps.logger.error({ err }, 'recompute failed');
    const message = signal.aborted ? 'The recompute was stopped' : ((err as Error).message ?? String(err));
    write({ type: 'failed', code: signal.aborted ? 'aborted' : 'recompute_failed', message });
  }
  lines.end();
}
