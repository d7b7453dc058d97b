import { pictureType } from './picture-type.ts';

/** Larger ones get smaller as WebP. */
const MAX_BYTES = 16 * 1024;
const MAX_SIDE = 256;
const SIGNATURE_BYTES = 8;
/** A chunk's length, type and checksum. */
const CHUNK_OVERHEAD = 12;
const HEADER_BYTES = 13;
/** Pixels, and how their colours are meant: nothing that says where, when, with what or by whom. */
const PLAIN_CHUNKS = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'sBIT',
  'bKGD',
]);

/**
 * Is it a small still PNG without metadata, whole by its chunks and with nothing behind them? Such a picture is kept as
 * it is: to decode and encode it would cost a hundred times as much as to look at it.
 */
export function isPlainPng(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_BYTES || pictureType(bytes) !== 'png') return false;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = SIGNATURE_BYTES; at + CHUNK_OVERHEAD <= view.length; ) {
    const length = view.readUInt32BE(at);
    const type = view.toString('latin1', at + 4, at + 8);
    if (!PLAIN_CHUNKS.has(type) || (type === 'IHDR') !== (at === SIGNATURE_BYTES)) return false;
    if (type === 'IHDR' && !(length === HEADER_BYTES && hasPlainSides(view, at + 8))) return false;
    at += CHUNK_OVERHEAD + length;
    if (type === 'IEND') return length === 0 && at === view.length;
  }
  return false;
}

function hasPlainSides(view: Buffer, at: number): boolean {
  if (at + HEADER_BYTES > view.length) return false;
  const sides = [view.readUInt32BE(at), view.readUInt32BE(at + 4)];
  return sides.every((side) => side > 0 && side <= MAX_SIDE);
}
