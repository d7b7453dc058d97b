import { readZip } from './read-zip.ts';

/** An array of an `.npz` file. */
export interface NumberArray {
  shape: number[];
  values: Uint8Array | Float32Array | Float64Array | Int8Array;
}

const TYPES = {
  '|u1': Uint8Array,
  '|i1': Int8Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const;

/** The arrays of an `.npz` file by name: a zip of `.npy` files (see NumPy's description of the format). */
export async function readArrays(npz: Buffer): Promise<Map<string, NumberArray>> {
  const arrays = new Map<string, NumberArray>();
  for (const [path, bytes] of await readZip(npz)) arrays.set(path.replace(/\.npy$/, ''), readArray(bytes));
  return arrays;
}

/** `\x93NUMPY`, major and minor version, length of the header (2 bytes in version 1), header as a Python literal. */
function readArray(bytes: Buffer): NumberArray {
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY' || bytes[6] !== 1)
    throw new Error('Not an array of version 1');
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, end);
  const type = /'descr': '([^']+)'/.exec(header)?.[1] as keyof typeof TYPES;
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1];
  if (TYPES[type] === undefined || shape === undefined || !header.includes("'fortran_order': False"))
    throw new Error(`An array of another form: ${header}`);
  const body = bytes.buffer.slice(bytes.byteOffset + end, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return {
    shape: shape
      .split(',')
      .filter((part) => part.trim())
      .map(Number),
    values: new TYPES[type](body),
  };
}
