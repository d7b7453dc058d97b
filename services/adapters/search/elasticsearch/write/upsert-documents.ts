import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { SearchDocument, UpsertResult } from '#ports/search-index.ts';
import type { CurrentIndex } from '../index/current-index.ts';
import { upsertLines } from './bulk-lines.ts';
import type { BulkOutcome } from './bulk-outcome.ts';
import type { BulkLines, BulkWriter } from './bulk-writer.ts';
import type { CarryVectors } from './carry-vectors.ts';
import type { ReadVersions } from './read-versions.ts';

export interface UpsertParts {
  writer: BulkWriter;
  analyser: Analyser;
  current: CurrentIndex;
  carry: CarryVectors;
  versions: ReadVersions;
}

/** Times that a document is written while vectors of it are written too. */
const MAX_ROUNDS = 5;

/** Rejects with `UnavailableError` when documents wait for the server; what was written then is written again. */
export async function upsertDocuments(
  documents: readonly SearchDocument[],
  { writer, analyser, current, carry, versions }: UpsertParts,
): Promise<UpsertResult[]> {
  const results: UpsertResult[] = [];
  const fieldsOf = await carry(documents);
  const prepare = (at: number, document: SearchDocument, over?: number): Attempt[] => {
    try {
      return [{ at, document, lines: upsertLines(document, analyser, fieldsOf(document), over) }];
    } catch (error) {
      const reason = (error as Error).message;
      results[at] = { id: document.profile.id, status: 'failed', reason, retryable: false };
      return [];
    }
  };

  let refused = false;
  let attempts = documents.flatMap((document, at) => prepare(at, document));
  for (let round = 0; attempts.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new UnavailableError('Vectors are written too often: try again');
    const outcomes = await writer.write(attempts.map(({ lines }) => lines));
    const stale = attempts.filter(({ at, document }, i) => {
      const outcome = outcomes[i] as BulkOutcome;
      results[at] = toResult(document.profile.id, outcome);
      refused ||= outcome.kind === 'refused';
      return outcome.kind === 'stale';
    });
    if (stale.length === 0) break;
    // A vector raises the version of the server, which then does not say that the document is newer.
    const found = await versions(stale.map(({ document }) => document.profile.id));
    attempts = stale.flatMap(({ at, document }) => {
      const { version = 0, revision = 0 } = found.get(document.profile.id) ?? {};
      if (revision > document.version) return [];
      return prepare(at, document, Math.max(version, document.version));
    });
  }
  // An index of newer code refuses these documents too, but that is not their fault.
  if (refused) await current.ensure();
  return results;
}

interface Attempt {
  /** Its place among the documents. */
  at: number;
  document: SearchDocument;
  lines: BulkLines;
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
