import type { RefreshJob } from '#contract/scrape-job.ts';
import { sealMessage } from '#contract/seal-message.ts';
import type { OutgoingMessage } from '#ports/queue.ts';

/** The job that reads these profiles again. */
export function makeRefreshJob({
  source,
  ids,
  planned_at,
}: Pick<RefreshJob, 'source' | 'ids' | 'planned_at'>): OutgoingMessage {
  return sealMessage('job_id', { v: 1, kind: 'refresh', source, ids, planned_at });
}

/** The job that begins or continues a refresh that was asked for. */
export function makeRefreshRunJob(run: string, part: number): OutgoingMessage {
  return sealMessage('job_id', { v: 1, kind: 'refresh-run', run, part });
}
