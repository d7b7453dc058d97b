import type { DatabaseSync } from 'node:sqlite';

/** What is stored of a document's text, by ordinal; `undefined` when there is no such document. */
export interface Texts {
  /** The profiles of some ordinals, in their order. One statement for all costs half as much as one for each. */
  profiles(ordinals: readonly number[]): (string | undefined)[];
  /** Its words as `hashTexts` writes them. */
  words(ordinal: number): Int32Array | undefined;
}

export function createTexts(db: DatabaseSync): Texts {
  const profiles = db.prepare(
    'SELECT key, profiles.json FROM json_each(?) CROSS JOIN profiles ON ordinal = value',
  );
  profiles.setReturnArrays(true);
  const words = db.prepare('SELECT words FROM profiles WHERE ordinal = ?');
  return {
    profiles(ordinals) {
      const found = new Array<string | undefined>(ordinals.length).fill(undefined);
      const rows = profiles.all(JSON.stringify(ordinals)) as unknown as [at: number, json: string][];
      for (const [at, json] of rows) found[at] = json;
      return found;
    },
    words(ordinal) {
      const bytes = words.get(ordinal)?.words as Uint8Array | undefined;
      return bytes && new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    },
  };
}
