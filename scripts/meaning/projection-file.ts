import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WholeMatrix } from './quantize-matrix.ts';

const FILE = join(import.meta.dirname, 'projection.bin');
const DEPTH = 512;
const COLUMNS = 256;

/** The projection from 512 to 256 numbers. It is fixed, so that every build of the data gives the same vectors. */
export function readProjection(): WholeMatrix {
  const bytes = readFileSync(FILE);
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + 4, DEPTH * COLUMNS);
  return { depth: DEPTH, columns: COLUMNS, scale: bytes.readFloatLE(0), values };
}

/** The scale as a 32-bit float, then the whole numbers, column after column. */
export function writeProjection({ scale, values }: WholeMatrix): void {
  const head = Buffer.alloc(4);
  head.writeFloatLE(scale);
  writeFileSync(FILE, Buffer.concat([head, Buffer.from(values.buffer, values.byteOffset, values.length)]));
}
