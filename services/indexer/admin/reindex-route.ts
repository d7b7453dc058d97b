import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import Type from 'typebox';
import type { Hint } from '#contract/hint/hint.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Reindex, ReindexRun } from './reindex.ts';
import { ShrinkError } from './reindex.ts';

/** Between two lines of progress. */
const PROGRESS_MS = 250;

const ReindexQuerystring = Type.Object(
  { allow_shrink: Type.Optional(Type.Boolean({ default: false })) },
  { additionalProperties: false },
);

export interface ReindexRouteDeps {
  reindex: Reindex;
  logger: Logger;
  /** Aborts when the service stops. */
  stopping: AbortSignal;
}

/**
 * `POST /reindex`: rebuilds the search index from the records. Answers NDJSON: `{type: 'progress', documents, total}`
 * lines,
 * then `{type: 'done', documents, elapsed_ms}` or `{type: 'failed', code, message, hint}`. While one
 * runs, a second one gets 409 `reindex_running`. It fails with `index_would_shrink` when the records hold fewer profiles
 * than the index, unless `?allow_shrink=true`. It stops when the client disconnects; then the old index stays in use.
 */
export function mountReindexRoute(
  app: FastifyInstance,
  { reindex, logger, stopping }: ReindexRouteDeps,
): void {
  type Route = { Querystring: Static<typeof ReindexQuerystring> };
  app.post<Route>('/reindex', { schema: { querystring: ReindexQuerystring } }, async (request, reply) => {
    const run = await reindex.begin({ allowShrink: request.query.allow_shrink === true });
    if (run === undefined) {
      throw new ProblemError({
        title: 'Reindex already running',
        status: 409,
        code: 'reindex_running',
        detail: 'Another reindex is rebuilding the search index',
        hint: { text: 'wait until it ends; after a crash, retry in 30 seconds' },
      });
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort(new Error('The client disconnected')));
    const lines = new PassThrough();
    void report(run, lines, AbortSignal.any([gone.signal, stopping]), logger);
    return reply.type('application/x-ndjson').send(lines);
  });
}

/** Writes the report to its last line; never rejects. */
async function report(
  run: ReindexRun,
  lines: PassThrough,
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  const write = (line: object) => void lines.write(`${JSON.stringify(line)}\n`);
  const startedAt = performance.now();
  let saidAt = startedAt;
  const onProgress = (documents: number, total: number) => {
    if (performance.now() - saidAt < PROGRESS_MS) return;
    saidAt = performance.now();
    write({ type: 'progress', documents, total });
  };
  try {
    const documents = await run(onProgress, signal);
    const elapsed_ms = Math.round(performance.now() - startedAt);
    logger.info({ documents, elapsed_ms }, 'search index rebuilt');
    write({ type: 'done', documents, elapsed_ms });
  } catch (err) {
    logger.error({ err }, 'reindex failed');
    write({ type: 'failed', ...describe(err, signal) });
  }
  lines.end();
}

function describe(error: unknown, signal: AbortSignal): { code: string; message: string; hint: Hint } {
  const { message, hint } = error as { message?: string; hint?: Hint };
  const code = error instanceof ShrinkError ? 'index_would_shrink' : 'reindex_failed';
  return {
    code: signal.aborted ? 'aborted' : code,
    message: signal.aborted
      ? 'The reindex was stopped; the old index stays in use'
      : (message ?? String(error)),
    hint: hint ?? { command: ['reindex'] },
  };
}
