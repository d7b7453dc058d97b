import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import type { BulkLines } from './bulk-writer.ts';
import { toDocument } from './to-document.ts';

/** An equal version overwrites, a lower one is refused. Throws a `TypeError` for what no index can ever take. */
export function upsertLines(document: SearchDocument, analyser: Analyser): BulkLines {
  const { profile, version } = document;
  const action = { index: { _id: profile.id, version, version_type: 'external_gte' } };
  return `${JSON.stringify(action)}\n${toDocument(document, analyser)}\n`;
}

export function deleteLines(id: string): BulkLines {
  return `${JSON.stringify({ delete: { _id: id } })}\n`;
}

/** A deletion that holds against every version, for as long as the index remembers deletions. */
export function deleteForGoodLines(id: string): BulkLines {
  const version = Number.MAX_SAFE_INTEGER;
  return `${JSON.stringify({ delete: { _id: id, version, version_type: 'external_gte' } })}\n`;
}
