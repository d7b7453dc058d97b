import Type from 'typebox';
import { MAX_DEAD_BODIES } from '#contract/limits.ts';
import { QUEUE_NAMES } from '#contract/queue-names.ts';
import type { DeadLetters, DeadLettersDone, QueueReport, Queues } from '#contract/queues.ts';
import {
  DeadLettersQuerystring,
  DeadLettersSchema,
  DeadLettersSelection,
  DeadLettersDone as DoneSchema,
  QueuesSchema,
} from '#contract/queues.ts';
import type { Queue, QueueName, QueueStats } from '#ports/queue.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { QueueMeter } from '../telemetry/queue-meter.ts';
import type { HttpServer } from './http-server.ts';
import { ProblemError } from './problem-error.ts';

const Params = Type.Object({ name: Type.String({ maxLength: 100 }) });
const DEFAULT_LIMIT = 20;

export interface QueueRoutesDeps {
  queue: Queue;
  meter: Pick<QueueMeter, 'rates'>;
  logger: Logger;
}

/** `/queues` and its dead letters, for the admin API of any process with a queue. */
export function mountQueueRoutes(app: HttpServer, { queue, meter, logger }: QueueRoutesDeps): void {
  const report = (stats: QueueStats): QueueReport => {
    const rates = stats.rates ?? meter.rates(stats.name);
    return {
      name: stats.name,
      ready: stats.ready,
      in_flight: stats.inFlight,
      delayed: stats.delayed,
      dead: stats.dead,
      oldest_ms: stats.oldestMs,
      published_per_second: rates.publishedPerSecond,
      acknowledged_per_second: rates.acknowledgedPerSecond,
      rates_by: stats.rates ? 'server' : 'process',
      rates_window_ms: rates.windowMs,
    };
  };

  app.get(
    '/queues',
    { schema: { summary: 'Get the state of each queue', response: { 200: QueuesSchema } } },
    async (): Promise<Queues> => ({ queues: (await queue.stats()).map(report) }),
  );

  app.get(
    '/queues/:name/dead',
    {
      schema: {
        summary: 'List dead letters, newest first',
        params: Params,
        querystring: DeadLettersQuerystring,
        response: { 200: DeadLettersSchema },
      },
    },
    async (request): Promise<DeadLetters> => {
      const name = toQueueName(request.params.name);
      const { limit = DEFAULT_LIMIT, id, bodies = false } = request.query;
      const maxLetters = bodies ? Math.min(limit, MAX_DEAD_BODIES) : limit;
      const ids = id === undefined ? undefined : [id].flat();
      const [dead, stats] = await Promise.all([
        queue.deadLetters(name, { limit: maxLetters, ids }),
        queue.stats(),
      ]);
      return {
        queue: name,
        total: stats.find((one) => one.name === name)?.dead ?? dead.length,
        dead: dead.map((letter) => ({
          id: letter.id,
          reason: letter.reason,
          attempts: letter.attempts,
          died_at: new Date(letter.diedAtMs).toISOString(),
          bytes: Buffer.byteLength(letter.body),
          ...(bodies && { body: letter.body }),
        })),
      };
    },
  );

  const act = (verb: 'retry' | 'discard', work: (name: QueueName, ids?: string[]) => Promise<number>) =>
    app.post(
      `/queues/:name/dead/${verb}`,
      {
        schema: {
          summary: verb === 'retry' ? 'Retry dead letters' : 'Delete dead letters',
          params: Params,
          body: DeadLettersSelection,
          response: { 200: DoneSchema },
        },
      },
      async (request): Promise<DeadLettersDone> => {
        const name = toQueueName(request.params.name);
        const { ids } = request.body;
        const count = await work(name, ids);
        logger.info({ queue: name, count, ids }, `dead letters: ${verb}`);
        return { queue: name, count };
      },
    );
  act('retry', (name, ids) => queue.retryDead(name, ids));
  act('discard', (name, ids) => queue.discardDead(name, ids));
}

function toQueueName(name: string): QueueName {
  const found = QUEUE_NAMES.find((one) => one === name);
  if (found !== undefined) return found;
  throw new ProblemError({
    title: 'Queue not found',
    status: 404,
    code: 'queue_not_found',
    detail: `Unknown queue "${name}"`,
    hint: { text: `queues: ${QUEUE_NAMES.join(', ')}` },
  });
}
