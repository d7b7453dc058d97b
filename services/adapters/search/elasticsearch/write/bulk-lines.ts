import { bytesOf } from '#adapters/elasticsearch-client/text-bytes.ts';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import type { BulkLines } from './bulk-writer.ts';
import { toDocument } from './to-document.ts';

/** A document, and which write of it was read. */
export interface ReadDocument {
  document: SearchDocument;
  seqNo: number;
  primaryTerm: number;
}

/**
 * An equal version overwrites, a lower one is refused. `over`: the version of the server that it replaces, if that is higher.
 * Throws a `TypeError` for what no index can ever take.
 */
export function upsertLines(
  document: SearchDocument,
  analyser: Analyser,
  fields: object = {},
  over = document.version,
): BulkLines {
  const { profile, version: revision } = document;
  const action = { index: { _id: profile.id, version: over, version_type: 'external_gte' } };
  const all = over === revision ? fields : { ...fields, revision };
  return bytesOf(`${JSON.stringify(action)}\n${toDocument(document, analyser, all)}\n`);
}

/** Replaces the document only as it was read. The server raises its version, so the revision is stored beside. */
export function vectorLines(
  { document, seqNo, primaryTerm }: ReadDocument,
  analyser: Analyser,
  fields: object,
): BulkLines {
  const action = {
    index: { _id: document.profile.id, if_seq_no: seqNo, if_primary_term: primaryTerm },
  };
  const all = { ...fields, revision: document.version };
  return bytesOf(`${JSON.stringify(action)}\n${toDocument(document, analyser, all)}\n`);
}

export function deleteLines(id: string): BulkLines {
  return bytesOf(`${JSON.stringify({ delete: { _id: id } })}\n`);
}

/** A deletion that holds against every version, for as long as the index remembers deletions. */
export function deleteForGoodLines(id: string): BulkLines {
  const version = Number.MAX_SAFE_INTEGER;
  return bytesOf(`${JSON.stringify({ delete: { _id: id, version, version_type: 'external_gte' } })}\n`);
}
