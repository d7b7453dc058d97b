import type { ProfileRecord } from '#contract/profile-record.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { presentView } from '../record/present-view.ts';
import { analyzeRequestOf } from './analyze-request.ts';
import { buildProfile } from './build-profile.ts';

export interface RevisedRecord {
  record: ProfileRecord;
  revision: number;
  /** Trace context of what made the record change. */
  traceparent?: string | undefined;
}

/**
 * Documents for the records that have facts, in order; those of which only posts have come have none yet. Rejects
 * with what the client's `analyze` rejects with.
 */
export async function makeDocuments(
  records: readonly RevisedRecord[],
  analytics: AnalyticsClient,
  signal: AbortSignal,
): Promise<SearchDocument[]> {
  const shown = records.flatMap(({ record, revision, traceparent }) => {
    const view = presentView(record);
    return view === null ? [] : [{ record, revision, view, traceparent }];
  });
  if (shown.length === 0) return [];
  const requests = shown.map(({ record, view }) => analyzeRequestOf(record, view));
  const analyses = await analytics.analyze(
    requests,
    signal,
    shown.map(({ traceparent }) => traceparent),
  );
  return shown.map(({ record, revision, view }, i) => {
    const analysis = analyses[i];
    if (analysis?.id !== record.id) throw new Error('Analytics answered in a different order');
    return { profile: buildProfile(record, view, analysis), version: revision };
  });
}
