import type { DiscoveryJob } from '#contract/scrape-job.ts';
import { sealMessage } from '#contract/seal-message.ts';
import type { OutgoingMessage, Queue, Verdict } from '#ports/queue.ts';
import type { LeaseDeps } from '../jobs/with-lease.ts';
import { withLease } from '../jobs/with-lease.ts';
import { isPaused, resumed } from '../schedule/pause.ts';
import type { LiveSource } from '../sources/live/source.ts';
import { SourceFault } from '../sources/live/source-fault.ts';
import type { DiscoveryStore } from './run-record.ts';
import { isOver } from './run-record.ts';
import type { StepDeps } from './take-step.ts';
import { takeStep } from './take-step.ts';

export interface DiscoveryDeps extends Omit<StepDeps, 'source'>, LeaseDeps {
  runs: DiscoveryStore;
  queue: Queue;
  /** Throws a `SourceFault` for a source that is not known or not configured. */
  openSource(name: string): Promise<LiveSource>;
}

/** Deliveries of a job whose faults may pass. The client has retried each request for minutes by then. */
const MAX_ATTEMPTS = 4;
/** A job is done after this long at the next step, well before a broker takes its consumer for dead. */
const PART_MS = 10 * 60_000;

export const discoveryLease = (run: string) => `discovery:${run}`;

/** The job that begins or continues a run. */
export function makeDiscoveryJob(run: string, part: number): OutgoingMessage {
  return sealMessage('job_id', { v: 1, kind: 'discovery', run, part });
}

/**
 * Takes the steps of a run until it is over. Each step is recorded, so a job that is delivered again after a crash repeats
 * only the step that was under way. A lease keeps two processes from taking the same step.
 */
export async function handleDiscoveryJob(
  job: DiscoveryJob,
  attempt: number,
  deps: DiscoveryDeps,
  signal: AbortSignal,
): Promise<Verdict> {
  const verdict = await withLease(discoveryLease(job.run), deps, signal, () =>
    continueRun(job, attempt, deps, signal),
  );
  // Another process carries the run out, with a delivery of its own.
  return verdict ?? { kind: 'ack' };
}

async function continueRun(
  job: DiscoveryJob,
  attempt: number,
  deps: DiscoveryDeps,
  signal: AbortSignal,
): Promise<Verdict> {
  const { runs, queue, openSource, now } = deps;
  const until = now() + PART_MS;
  for (;;) {
    const stored = await runs.read(job.run);
    if (stored === null || isOver(stored.run) || isPaused(stored.run, now())) return { kind: 'ack' };
    if (now() > until) {
      await queue.publish('scrape-jobs', [makeDiscoveryJob(job.run, job.part + 1)], signal);
      return { kind: 'ack' };
    }
    try {
      const source = await openSource(stored.run.source);
      const changes = await takeStep(stored.run, { ...deps, source }, signal);
      if (!(await runs.update(stored, { ...changes, ...resumed(stored.run), updated_at: now() }))) continue;
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      if (error.kind === 'passing' && attempt < MAX_ATTEMPTS) {
        return retryLater(error.message, error.retryAfterMs);
      }
      if (error.kind === 'exhausted' && error.retryAfterMs !== null) {
        // The scheduler of any scraper queues the next job when it is due.
        const pause = { reason: error.message, paused_until: now() + error.retryAfterMs };
        if (await runs.update(stored, { ...pause, updated_at: now() })) return { kind: 'ack' };
        continue;
      }
      deps.logger.warn({ run: job.run, reason: error.message }, 'discovery failed');
      await runs.update(stored, { state: 'failed', reason: error.message, updated_at: now() });
    }
  }
}

function retryLater(reason: string, delayMs: number | null): Verdict {
  return { kind: 'retry', reason, cause: 'unavailable', ...(delayMs !== null && { delayMs }) };
}
