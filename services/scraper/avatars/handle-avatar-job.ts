import type { AvatarJob } from '#contract/scrape-job.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Delivery, OutgoingMessage, Queue, Verdict } from '#ports/queue.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { retry } from '#runtime/process/retry.ts';
import type { Span, Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import type { ScraperMetrics } from '../metrics.ts';
import { makeAvatarEvent } from './avatar-job.ts';
import { toWire } from './avatar-memory.ts';
import { deletePictures } from './delete-pictures.ts';
import { AVATAR_OFF } from './prepare-avatar.ts';
import type { JobDeps, JobResult } from './settle-job.ts';
import { settleJob } from './settle-job.ts';

export interface AvatarJobDeps extends Omit<JobDeps, 'openFetcher'> {
  queue: Queue;
  tracer: Tracer;
  metrics: ScraperMetrics;
  suppressions: SuppressionList;
  /** `null` where pictures at addresses are not fetched: waiting profiles then get this as their reason. */
  openFetcher: JobDeps['openFetcher'] | null;
}

/** Delays while a server that is needed cannot be reached. */
const AWAY = { baseMs: 100, maxMs: 5_000 };

/**
 * Fetches pictures and publishes the outcome to `profile-events`. A job is done when that event is durable; stopped or
 * killed before, it is delivered again.
 */
export function createAvatarJobHandler(
  deps: AvatarJobDeps,
): (job: AvatarJob, delivery: Delivery, signal: AbortSignal) => Promise<Verdict> {
  const { queue, tracer, metrics, logger, openFetcher, now, suppressions } = deps;

  /** A server that cannot be reached uses up no attempt. */
  const patiently = <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> =>
    retry(work, {
      attempts: Number.POSITIVE_INFINITY,
      ...AWAY,
      signal,
      isFatal: (error) => !(error instanceof UnavailableError),
      onRetry: (err, attempt) => {
        if (attempt === 1) logger.warn({ err }, 'avatars wait for a server');
      },
    });

  const isSuppressed = async ({ platform, native_id, username, fetched_at }: AvatarJob) => {
    await suppressions.load();
    const names = { platform, native_id, usernames: username === null ? [] : [username] };
    return suppressions.refusal(names, fetched_at) !== undefined;
  };

  const bringToEnd = async (
    job: AvatarJob,
    { attempt }: Delivery,
    span: Span,
    signal: AbortSignal,
  ): Promise<Verdict> => {
    if (await patiently(() => isSuppressed(job), signal)) return { kind: 'ack' };
    const startedAt = performance.now();
    const result: JobResult = openFetcher
      ? await patiently(() => settleJob(job, attempt, { ...deps, openFetcher }, signal), signal)
      : {
          outcome: { key: null, reason: AVATAR_OFF, triedAt: now(), isPassing: true, etag: null },
          isRemembered: true,
        };
    const what = openFetcher ? describeResult(result) : 'off';
    span.set({ outcome: what });
    metrics.avatarFetches.inc({ outcome: what });
    metrics.avatarFetchDuration.observe((performance.now() - startedAt) / 1_000);
    if ('again' in result) return result.again;
    const { outcome } = result;
    // The person may have been removed since the beginning.
    if (await patiently(() => isSuppressed(job), signal)) {
      await patiently(() => deletePictures(deps.objects, deps.ownerOf(job)), signal);
      return { kind: 'ack' };
    }
    const event: OutgoingMessage = {
      ...makeAvatarEvent(job, toWire(job.url, outcome)),
      traceparent: span.traceparent,
    };
    await patiently(() => queue.publish('profile-events', [event], signal), signal);
    return { kind: 'ack' };
  };

  return async (job, delivery, signal) => {
    const span = tracer.start('fetch avatar', { kind: 'consumer', parent: delivery.traceparent });
    try {
      return await bringToEnd(job, delivery, span, signal);
    } finally {
      span.end();
    }
  };
}

function describeResult(result: JobResult): 'retried' | 'remembered' | 'stored' | 'gave_up' | 'refused' {
  if ('again' in result) return 'retried';
  if (result.isRemembered) return 'remembered';
  if (result.outcome.key !== null) return 'stored';
  return result.outcome.isPassing ? 'gave_up' : 'refused';
}
