import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { VECTOR_FILE } from '#adapters/search/embedded/vectors/vector-store.ts';

/** Profiles in the embedded index of the folder `state` that have a vector. */
export function countVectors(state: string): number {
  try {
    const db = new DatabaseSync(join(state, 'search', VECTOR_FILE), { readOnly: true });
    try {
      return (db.prepare('SELECT count(*) AS count FROM vectors').get() as { count: number }).count;
    } finally {
      db.close();
    }
  } catch {
    return 0;
  }
}
