import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { SearchDocument, UpsertResult } from '#ports/search-index.ts';
import type { CurrentIndex } from '../index/current-index.ts';
import { upsertLines } from './bulk-lines.ts';
import type { BulkOutcome } from './bulk-outcome.ts';
import type { BulkLines, BulkWriter } from './bulk-writer.ts';

export interface UpsertParts {
  writer: BulkWriter;
  analyser: Analyser;
  current: CurrentIndex;
}

/** Rejects with `UnavailableError` when documents wait for the server; what was written then is written again. */
export async function upsertDocuments(
  documents: readonly SearchDocument[],
  { writer, analyser, current }: UpsertParts,
): Promise<UpsertResult[]> {
  const prepared = documents.map((document) => prepare(document, analyser));
  const lines = prepared.filter((one) => typeof one === 'string');
  const outcomes = (await writer.write(lines)).values();
  const results = prepared.map((one, i) =>
    typeof one === 'string'
      ? toResult(documents[i]?.profile.id ?? '', outcomes.next().value as BulkOutcome)
      : one,
  );
  // An index of newer code refuses these documents too, but that is not their fault.
  if (results.some((result, i) => result.status === 'failed' && typeof prepared[i] === 'string'))
    await current.ensure();
  return results;
}

function prepare(document: SearchDocument, analyser: Analyser): BulkLines | UpsertResult {
  try {
    return upsertLines(document, analyser);
  } catch (error) {
    return {
      id: document.profile.id,
      status: 'failed',
      reason: (error as Error).message,
      retryable: false,
    };
  }
}

function toResult(id: string, outcome: BulkOutcome): UpsertResult {
  switch (outcome.kind) {
    case 'done':
      return { id, status: 'written' };
    case 'stale':
      return { id, status: 'stale' };
    case 'refused':
      return { id, status: 'failed', reason: outcome.reason, retryable: false };
    case 'passing':
      throw new UnavailableError(`Elasticsearch cannot take documents now: ${outcome.reason}`);
  }
}
