/** Bytes of one piece of memory. Texts of a few kilobytes share it. */
const PIECE_BYTES = 256 * 1024;
/** UTF-8 of one UTF-16 unit at most. */
const MAX_UNIT_BYTES = 3;

let piece = Buffer.alloc(0);
let used = 0;

/**
 * The UTF-8 of a text that waits to be sent. The bytes are outside of the heap of JavaScript, where the collector would copy
 * the text two times. A request is joined from bytes, not from texts: one character of another alphabet doubles a text of a
 * megabyte.
 */
export function bytesOf(text: string): Buffer {
  const needed = text.length * MAX_UNIT_BYTES;
  if (needed > PIECE_BYTES) return Buffer.from(text);
  if (needed > piece.length - used) {
    piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    used = 0;
  }
  const from = used;
  used += piece.write(text, from);
  return piece.subarray(from, used);
}
