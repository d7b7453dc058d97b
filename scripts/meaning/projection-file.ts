import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WIDTH } from '#adapters/meaning/model/layout.ts';
import { VECTOR_DIMENSIONS } from '#ports/text-encoder.ts';
import type { WholeMatrix } from './quantize-matrix.ts';

const FILE = join(import.meta.dirname, 'projection.bin');

/** The projection from the output of the model to the vectors of the port. It is fixed, so that every build of the data gives the same vectors. */
export function readProjection(): WholeMatrix {
  const bytes = readFileSync(FILE);
  const [depth, columns] = [WIDTH.output, VECTOR_DIMENSIONS];
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + 4, depth * columns);
  return { depth, columns, scale: bytes.readFloatLE(0), values };
}

/** The scale as a 32-bit float, then the whole numbers, column after column. */
export function writeProjection({ scale, values }: WholeMatrix): void {
  const head = Buffer.alloc(4);
  head.writeFloatLE(scale);
  writeFileSync(FILE, Buffer.concat([head, Buffer.from(values.buffer, values.byteOffset, values.length)]));
}
