import { InputFault } from '../input-fault.ts';

const PIECE_BYTES = 1024 * 1024;
const MAX_BYTES = 96 * PIECE_BYTES;

/** Many strings by their number, outside the heap. */
export interface StringTable {
  add(text: string): void;
  get(index: number): string | undefined;
}

/** Throws `InputFault` when it has no more room. */
export function createStringTable(name: string): StringTable {
  const pieces: Buffer[] = [];
  /** Piece, offset and length of each string. */
  let places = new Uint32Array(3 * 1_024);
  let count = 0;
  let total = 0;
  let used = PIECE_BYTES;
  return {
    add(text) {
      const bytes = Buffer.from(text);
      total += bytes.length + 12;
      if (total > MAX_BYTES) {
        throw new InputFault('too_large', `${name} contains more than 96 MB of text`, {
          text: 'save each sheet as CSV and import those files',
        });
      }
      if (used + bytes.length > PIECE_BYTES) {
        pieces.push(Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, bytes.length)));
        used = 0;
      }
      pieces.at(-1)?.set(bytes, used);
      if (places.length < (count + 1) * 3) {
        const larger = new Uint32Array(places.length * 2);
        larger.set(places);
        places = larger;
      }
      places.set([pieces.length - 1, used, bytes.length], count * 3);
      used += bytes.length;
      count++;
    },
    get(index) {
      if (!(index >= 0 && index < count)) return undefined;
      const [piece = 0, offset = 0, length = 0] = places.subarray(index * 3, index * 3 + 3);
      return pieces[piece]?.toString('utf8', offset, offset + length);
    },
  };
}
