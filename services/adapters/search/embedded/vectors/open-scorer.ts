import { VECTOR_DIMENSIONS } from '#ports/text-encoder.ts';
import { WASM } from './score-rows-wasm.ts';

/** Rows of int8 in the memory of a WebAssembly module, which multiplies them with a query, 16 numbers at a time. */
export interface Scorer {
  readonly bytes: number;
  write(row: number, vector: Uint8Array): void;
  move(from: number, to: number): void;
  /** Dot products of the first `count` rows with the query. Valid until the next call. */
  score(query: Int8Array, count: number): Int32Array;
}

const PAGE_BYTES = 65_536;
const QUERY_BYTES = VECTOR_DIMENSIONS * 2;
const SCORE_BYTES = 4;
const FIRST_ROWS = 256;
const GROWTH = 1.15;

type ScoreRows = (query: number, rows: number, count: number, out: number) => void;

/** The query comes first, then the rows, then their scores. */
export function openScorer(): Scorer {
  const memory = new WebAssembly.Memory({ initial: pagesFor(FIRST_ROWS) });
  const module = new WebAssembly.Module(Buffer.from(WASM, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const scoreRows = exports.scoreRows as ScoreRows;
  let capacity = FIRST_ROWS;
  let bytes = new Uint8Array(memory.buffer);

  const placeOf = (row: number) => QUERY_BYTES + row * VECTOR_DIMENSIONS;
  const grow = (rows: number) => {
    capacity = Math.ceil(rows * GROWTH);
    memory.grow(Math.max(0, pagesFor(capacity) - memory.buffer.byteLength / PAGE_BYTES));
    bytes = new Uint8Array(memory.buffer);
  };

  return {
    get bytes() {
      return memory.buffer.byteLength;
    },
    write(row, vector) {
      if (row >= capacity) grow(row + 1);
      bytes.set(vector, placeOf(row));
    },
    move(from, to) {
      bytes.copyWithin(placeOf(to), placeOf(from), placeOf(from + 1));
      bytes.fill(0, placeOf(from), placeOf(from + 1));
    },
    score(query, count) {
      new Int16Array(memory.buffer, 0, VECTOR_DIMENSIONS).set(query);
      const out = placeOf(capacity);
      scoreRows(0, placeOf(0), count, out);
      return new Int32Array(memory.buffer, out, count);
    },
  };
}

function pagesFor(rows: number): number {
  return Math.ceil((QUERY_BYTES + rows * (VECTOR_DIMENSIONS + SCORE_BYTES)) / PAGE_BYTES);
}
