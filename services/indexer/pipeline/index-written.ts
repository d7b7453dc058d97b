import { profileKey } from '#contract/profile-record.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex, UpsertResult } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { inSpan, startShared } from '#runtime/telemetry/tracing/shared-span.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import { makeDocuments } from '../document/make-documents.ts';
import type { IndexerMetrics } from '../metrics.ts';
import type { ProfileChange } from './batch.ts';
import type { Written } from './write-plan.ts';

export interface IndexDeps {
  records: Records;
  search: SearchIndex;
  analytics: AnalyticsClient;
  metrics: IndexerMetrics;
  /** Default: none. */
  tracer?: Tracer;
}

/** Result of indexing one profile; `none` while it has no facts. */
export type IndexResult = UpsertResult | { id: string; status: 'none' };

/**
 * Updates the documents to match the records, then removes profiles that were joined into another one: first the
 * document, then the record, so that a process that finds the record also removes the document.
 */
export async function indexWritten(
  written: Written['written'],
  { records, search, analytics, metrics, tracer = NO_TRACER }: IndexDeps,
  signal: AbortSignal,
): Promise<{ change: ProfileChange; result: IndexResult }[]> {
  const revised = written.map(({ change, revision }) => ({
    record: change.record,
    revision,
    traceparent: change.events.find((event) => event.traceparent !== undefined)?.traceparent,
  }));
  const documents = await metrics.time('analytics', () => makeDocuments(revised, analytics, signal));
  const upsert = () => metrics.time('search', () => search.upsert(documents));
  const span = () =>
    startShared(
      tracer,
      'index documents',
      revised.map((one) => one.traceparent),
    );
  const answers = documents.length === 0 ? [] : await inSpan(span(), upsert);
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const results = written.map(({ change }) => ({
    change,
    result: byId.get(change.id) ?? ({ id: change.id, status: 'none' } as const),
  }));

  const done = results.filter(({ result }) => result.status !== 'failed').map(({ change }) => change);
  const leftOver = done.flatMap((change) => change.leftOver);
  if (leftOver.length > 0) await search.delete(leftOver);
  const folded = done.flatMap((change) => change.folded.map(({ handle }) => profileKey(handle)));
  if (folded.length > 0) await records.delete(folded);
  return results;
}
