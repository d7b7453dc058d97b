import type { ScrapeJob } from '#contract/scrape-job.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Consumer, Delivery, Queue, Verdict } from '#ports/queue.ts';
import { retry } from '#runtime/process/retry.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { createJobDecoder } from './decode-job.ts';

/** How the jobs of each kind are carried out. A handler rejects with `UnavailableError` while a server is away. */
export type JobHandlers = {
  [K in ScrapeJob['kind']]: (
    job: Extract<ScrapeJob, { kind: K }>,
    delivery: Delivery,
    signal: AbortSignal,
  ) => Promise<Verdict>;
};

/** More than run at the same time, so that a slow host does not hold up the others at once. */
const JOBS_IN_HAND = 32;
const MAX_WAIT_MS = 20;
/** Delays while a server that is needed cannot be reached; that uses up no attempt. */
const AWAY = { baseMs: 100, maxMs: 5_000 };

/**
 * Takes jobs from `scrape-jobs`. Stopped or killed before its verdict, a job is delivered again. Jobs in hand when the
 * consumer closes go back without counting as an attempt.
 */
export function consumeJobs(deps: { queue: Queue; handlers: JobHandlers; logger: Logger }): Consumer {
  const { queue, handlers, logger } = deps;
  const decode = createJobDecoder();

  const handle = (delivery: Delivery, signal: AbortSignal): Promise<Verdict> => {
    const job = decode(delivery.body);
    if (typeof job === 'string') {
      // Not the reason: it may quote the job, and logs name no people. The dead letter has it.
      logger.warn({ id: delivery.id }, 'job dropped');
      return Promise.resolve({ kind: 'drop', reason: job });
    }
    return retry(() => handleByKind(handlers, job, delivery, signal), {
      attempts: Number.POSITIVE_INFINITY,
      ...AWAY,
      signal,
      isFatal: (error) => !(error instanceof UnavailableError),
      onRetry: (err, attempt) => {
        if (attempt === 1) logger.warn({ err, kind: job.kind }, 'jobs wait for a server');
      },
    });
  };

  return queue.consume(
    'scrape-jobs',
    { maxItems: 1, maxWaitMs: MAX_WAIT_MS, concurrency: JOBS_IN_HAND },
    (batch, signal) => Promise.all(batch.map((delivery) => handle(delivery, signal))),
  );
}

function handleByKind(
  handlers: JobHandlers,
  job: ScrapeJob,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Verdict> {
  switch (job.kind) {
    case 'avatar':
      return handlers.avatar(job, delivery, signal);
    case 'discovery':
      return handlers.discovery(job, delivery, signal);
    case 'erasure':
      return handlers.erasure(job, delivery, signal);
    case 'refresh':
      return handlers.refresh(job, delivery, signal);
    case 'refresh-run':
      return handlers['refresh-run'](job, delivery, signal);
  }
}
