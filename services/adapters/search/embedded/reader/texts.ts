import type { DatabaseSync } from 'node:sqlite';

/** What is stored of a document's text, by ordinal; `undefined` when there is no such document. */
export interface Texts {
  json(ordinal: number): string | undefined;
  /** Its words as `hashTexts` writes them. */
  words(ordinal: number): Int32Array | undefined;
}

export function createTexts(db: DatabaseSync): Texts {
  const json = db.prepare('SELECT json FROM profiles WHERE ordinal = ?');
  const words = db.prepare('SELECT words FROM profiles WHERE ordinal = ?');
  return {
    json: (ordinal) => json.get(ordinal)?.json as string | undefined,
    words(ordinal) {
      const bytes = words.get(ordinal)?.words as Uint8Array | undefined;
      return bytes && new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    },
  };
}
