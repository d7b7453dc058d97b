import { profileKey } from '#contract/profile-record.ts';
import type { Records } from '#ports/records.ts';
import type { SearchDocument, SearchIndex, UpsertResult } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { inSpan, startShared } from '#runtime/telemetry/tracing/shared-span.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import type { AlertWatch, DocumentChange } from '../alerts/alert-watch.ts';
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
  /** Default: no alerts. */
  alerts?: AlertWatch;
}

/** Result of indexing one profile; `none` while it has no facts. */
export type IndexResult = UpsertResult | { id: string; status: 'none' };

/**
 * Raises alerts, since they depend on the document before; updates the documents to match the records, then removes profiles that were joined into another one: first the
 * document, then the record, so that a process that finds the record also removes the document.
 */
export async function indexWritten(
  written: Written['written'],
  { records, search, analytics, metrics, alerts, tracer = NO_TRACER }: IndexDeps,
  signal: AbortSignal,
): Promise<{ change: ProfileChange; result: IndexResult }[]> {
  const revised = written.map(({ change, revision }) => ({
    record: change.record,
    revision,
    traceparent: change.events.find((event) => event.traceparent !== undefined)?.traceparent,
  }));
  const documents = await metrics.time('analytics', () => makeDocuments(revised, analytics, signal));
  if (alerts !== undefined) await alerts.record(changesOf(documents, written));
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

function changesOf(documents: readonly SearchDocument[], written: Written['written']): DocumentChange[] {
  const byId = new Map(written.map(({ change }) => [change.id, change]));
  return documents.map((document) => ({
    document,
    earlierIds: [...new Set(byId.get(document.profile.id)?.leftOver)],
  }));
}
