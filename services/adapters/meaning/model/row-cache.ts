import { readSync } from 'node:fs';
import { CorruptStoreError } from '#ports/errors.ts';
import { ROW_BYTES } from './manifest.ts';

/** Rows that stay in memory: 1.5 MB. A row lies at one place only, so a frequent piece may displace another. */
const PLACES = 4_096;

/** Bytes of memory that the cache needs. */
export const ROW_CACHE_BYTES = PLACES * ROW_BYTES;

/**
 * Rows of the embeddings, read from the file when a text contains the piece: the 49 MB are not held in memory. The system
 * caches the pages of frequent pieces. `at`: address of the cache in `memory`.
 */
export function createRowCache(file: number, memory: ArrayBuffer, at: number): (id: number) => number {
  const held = new Int32Array(PLACES).fill(-1);
  const bytes = new Uint8Array(memory);
  /** Address of the row of piece `id`, valid until the next call. */
  return (id) => {
    const place = id % PLACES;
    const address = at + place * ROW_BYTES;
    if (held[place] === id) return address;
    held[place] = -1;
    const read = readSync(file, bytes, address, ROW_BYTES, id * ROW_BYTES);
    if (read !== ROW_BYTES)
      throw new CorruptStoreError('The embeddings of the data package end too early', {});
    held[place] = id;
    return address;
  };
}
