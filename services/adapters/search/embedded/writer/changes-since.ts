import type { DatabaseSync } from 'node:sqlite';
import { UnavailableError } from '#ports/errors.ts';
import type { WireDocument } from '../protocol.ts';
import type { DocumentWriter } from './document-writer.ts';
import type { PreparedDocument } from './prepare-document.ts';

export interface Position {
  /** The last ordinal and the last removal that are known. */
  ordinal: number;
  removal: number;
}

export interface Changes {
  from: DatabaseSync;
  writer: DocumentWriter;
  position: Position;
  analyse: (document: WireDocument) => PreparedDocument | { status: 'failed' };
  limit: number;
}

export function readPosition(db: DatabaseSync): Position {
  return db
    .prepare(
      `SELECT (SELECT next_ordinal FROM state) - 1 AS ordinal,
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'removed'), 0) AS removal`,
    )
    .get() as unknown as Position;
}

/**
 * Does in another index what was done in `from` since `position`: first the deletions, then at most `limit` of the
 * documents written since, oldest first.
 */
export function applyChanges(changes: Changes): { position: Position; applied: number } {
  if (changes.from.isTransaction) return applyFromSnapshot(changes);
  changes.from.exec('BEGIN');
  try {
    return applyFromSnapshot(changes);
  } finally {
    changes.from.exec('ROLLBACK');
  }
}

function applyFromSnapshot(changes: Changes): { position: Position; applied: number } {
  const { from, writer, position, analyse, limit } = changes;
  const removals = from
    .prepare('SELECT number, id FROM removed WHERE number > ? ORDER BY number')
    .all(position.removal) as { number: number; id: string | null }[];
  if (removals.length > 0 && removals[0]?.number !== position.removal + 1) {
    throw new UnavailableError('The search index changed too much during its rebuild; start it again');
  }
  for (const { id } of removals) if (id !== null) writer.delete(id);
  const documents = from
    .prepare(
      `SELECT ordinal, id, version, json FROM attributes JOIN profiles USING (ordinal)
        WHERE ordinal > ? ORDER BY ordinal LIMIT ?`,
    )
    .all(position.ordinal, limit) as unknown as (WireDocument & { ordinal: number })[];
  for (const document of documents) {
    const prepared = analyse(document);
    if (!('status' in prepared)) writer.upsert(prepared);
  }
  return {
    position: {
      ordinal: documents.at(-1)?.ordinal ?? position.ordinal,
      removal: removals.at(-1)?.number ?? position.removal,
    },
    applied: documents.length,
  };
}
