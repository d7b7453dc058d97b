import { WIDTH } from '#adapters/meaning/model/layout.ts';
import { ROW_BYTES } from '#adapters/meaning/model/manifest.ts';
import type { NumberArray } from './read-arrays.ts';

/**
 * The embeddings of all pieces, 6 bits per number. The model stores them in `groups` arrays: piece `id` is row
 * `floor(id / groups)` of array `id % groups`. `expandRow` of the kernel describes a packed row.
 */
export function packRows(groups: number, arrayOf: (group: number) => NumberArray, pieces: number): Buffer {
  const packed = Buffer.alloc(pieces * ROW_BYTES);
  for (let group = 0; group < groups; group++) {
    const { values } = arrayOf(group);
    for (let id = group, row = 0; id < pieces; id += groups, row++)
      packRow(values as Uint8Array, row * WIDTH.embedding, packed, id * ROW_BYTES);
  }
  return packed;
}

function packRow(values: Uint8Array, from: number, packed: Buffer, to: number): void {
  for (let i = 0; i < 128; i++) {
    const [a, b, c, d] = [0, 128, 256, 384].map((step) => values[from + step + i]!) as [
      number,
      number,
      number,
      number,
    ];
    if ((a | b | c | d) > 63) throw new Error('The embeddings are not numbers of 6 bits');
    packed[to + i] = (a & 15) | ((c & 15) << 4);
    packed[to + 128 + i] = (b & 15) | ((d & 15) << 4);
    packed[to + 256 + i] = (a >> 4) | ((b >> 4) << 2) | ((c >> 4) << 4) | ((d >> 4) << 6);
  }
}
