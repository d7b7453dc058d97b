import type { ScrapeJob } from '#contract/scrape-job.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Consumer, Delivery, OutgoingMessage, Queue, Verdict } from '#ports/queue.ts';
import { retry } from '#runtime/process/retry.ts';
import type { Span, Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import type { ScraperMetrics } from '../metrics.ts';
import { createJobDecoder, makeAvatarEvent } from './avatar-job.ts';
import { toWire } from './avatar-memory.ts';
import { AVATAR_OFF } from './prepare-avatar.ts';
import type { JobDeps, JobResult } from './settle-job.ts';
import { settleJob } from './settle-job.ts';

export interface JobConsumerDeps extends Omit<JobDeps, 'openFetcher'> {
  queue: Queue;
  tracer: Tracer;
  metrics: ScraperMetrics;
  /** `null` where pictures at addresses are not fetched: profiles that wait from before are told so. */
  openFetcher: JobDeps['openFetcher'] | null;
}

/** More than are fetched at the same time, so that a slow host does not hold up the others at once. */
const JOBS_IN_HAND = 32;
const MAX_WAIT_MS = 20;
/** Delays while a backing part is away. */
const AWAY = { baseMs: 100, maxMs: 5_000 };

/**
 * Takes jobs from `scrape-jobs` and publishes what became of them to `profile-events`. A job is done when that event is
 * durable; stopped or killed before, it comes again. What is in hand when the consumer closes goes back uncounted.
 */
export function consumeAvatarJobs(deps: JobConsumerDeps): Consumer {
  const { queue, tracer, metrics, logger, openFetcher, now } = deps;
  const decode = createJobDecoder();

  /** A backing part that is away uses up no attempt. */
  const patiently = <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> =>
    retry(work, {
      attempts: Number.POSITIVE_INFINITY,
      ...AWAY,
      signal,
      isFatal: (error) => !(error instanceof UnavailableError),
      onRetry: (err, attempt) => {
        if (attempt === 1) logger.warn({ err }, 'avatars wait for a backing part');
      },
    });

  const settle = async (delivery: Delivery, signal: AbortSignal): Promise<Verdict> => {
    const job = decode(delivery.body);
    if (typeof job === 'string') {
      logger.warn({ id: delivery.id, reason: job }, 'job dropped');
      return { kind: 'drop', reason: job };
    }
    const span = tracer.start('fetch avatar', { kind: 'consumer', parent: delivery.traceparent });
    try {
      return await bringToEnd(job, delivery, span, signal);
    } finally {
      span.end();
    }
  };

  const bringToEnd = async (
    job: ScrapeJob,
    { attempt }: Delivery,
    span: Span,
    signal: AbortSignal,
  ): Promise<Verdict> => {
    const startedAt = performance.now();
    const result: JobResult = openFetcher
      ? await patiently(() => settleJob(job, attempt, { ...deps, openFetcher }, signal), signal)
      : { outcome: { key: null, reason: AVATAR_OFF, triedAt: now(), isPassing: true }, isRemembered: true };
    const what = openFetcher ? describeResult(result) : 'off';
    span.set({ outcome: what });
    metrics.avatarFetches.inc({ outcome: what });
    metrics.avatarFetchDuration.observe((performance.now() - startedAt) / 1_000);
    if ('again' in result) return result.again;
    const { outcome } = result;
    const event: OutgoingMessage = {
      ...makeAvatarEvent(job, toWire(job.url, outcome)),
      traceparent: span.traceparent,
    };
    await patiently(() => queue.publish('profile-events', [event], signal), signal);
    return { kind: 'ack' };
  };

  return queue.consume(
    'scrape-jobs',
    { maxItems: 1, maxWaitMs: MAX_WAIT_MS, concurrency: JOBS_IN_HAND },
    (batch, signal) => Promise.all(batch.map((delivery) => settle(delivery, signal))),
  );
}

function describeResult(result: JobResult): 'retried' | 'remembered' | 'stored' | 'gave_up' | 'refused' {
  if ('again' in result) return 'retried';
  if (result.isRemembered) return 'remembered';
  if (result.outcome.key !== null) return 'stored';
  return result.outcome.isPassing ? 'gave_up' : 'refused';
}
