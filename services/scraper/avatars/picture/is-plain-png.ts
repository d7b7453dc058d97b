import { crc32, inflateSync } from 'node:zlib';
import { pictureType } from './picture-type.ts';

/** Larger ones get smaller as WebP. */
const MAX_BYTES = 16 * 1024;
const MAX_SIDE = 256;
const SIGNATURE_BYTES = 8;
/** A chunk's length, type and checksum. */
const CHUNK_OVERHEAD = 12;
const HEADER_BYTES = 13;
/** Largest lengths of the chunks with pixels and their colours: nothing that says where, when, with what or by whom. */
const PLAIN_CHUNKS: Readonly<Record<string, number>> = {
  IHDR: HEADER_BYTES,
  PLTE: 768,
  IDAT: MAX_BYTES,
  IEND: 0,
  tRNS: 256,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  sBIT: 4,
  bKGD: 6,
};
/** Samples of a pixel and their allowed bits, by colour type (PNG, third edition, table 7). */
const COLOURS: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
const PALETTE = 3;
const MAX_FILTER = 4;

interface Header {
  rows: number;
  /** Of a row with its filter byte. */
  rowBytes: number;
  palette: boolean;
}

/**
 * Is it a small still PNG without metadata, whole by its checksums and with nothing but pixels in it? Such a picture is kept as
 * it is: to encode it again would cost a hundred times as much as to unpack it once.
 */
export function isPlainPng(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_BYTES || pictureType(bytes) !== 'png') return false;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const seen: string[] = [];
  const pixels: Buffer[] = [];
  let header: Header | undefined;
  for (let at = SIGNATURE_BYTES; at + CHUNK_OVERHEAD <= view.length; ) {
    const length = view.readUInt32BE(at);
    const type = view.toString('latin1', at + 4, at + 8);
    const end = at + CHUNK_OVERHEAD + length;
    const limit = PLAIN_CHUNKS[type];
    if (limit === undefined || length > limit || end > view.length) return false;
    if (crc32(view.subarray(at + 4, end - 4)) !== view.readUInt32BE(end - 4)) return false;
    const isNext = type === 'IDAT' && seen.at(-1) === 'IDAT';
    if ((seen.includes(type) && !isNext) || (seen.length === 0) !== (type === 'IHDR')) return false;
    seen.push(type);
    const body = view.subarray(at + 8, end - 4);
    if (type === 'IHDR') {
      header = readHeader(body);
      if (header === undefined) return false;
    }
    if (type === 'IDAT') pixels.push(body);
    at = end;
    if (type !== 'IEND') continue;
    const coloured = header?.palette !== true || seen.includes('PLTE');
    return at === view.length && coloured && header !== undefined && unpacks(Buffer.concat(pixels), header);
  }
  return false;
}

/** `undefined` for what is not plain: large, interlaced, or not allowed. */
function readHeader(body: Buffer): Header | undefined {
  if (body.length !== HEADER_BYTES) return undefined;
  const width = body.readUInt32BE(0);
  const height = body.readUInt32BE(4);
  const [depth = 0, type = 0, compression, filter, interlace] = body.subarray(8);
  const colour = COLOURS[type];
  if (![width, height].every((side) => side > 0 && side <= MAX_SIDE)) return undefined;
  if (!colour?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace !== 0)
    return undefined;
  const rowBytes = 1 + Math.ceil((width * colour.samples * depth) / 8);
  return { rows: height, rowBytes, palette: type === PALETTE };
}

/** Whether the compressed pixels are whole, exactly as many as the header says, and nothing else. */
function unpacks(packed: Buffer, { rows, rowBytes }: Header): boolean {
  try {
    const size = rows * rowBytes;
    const { buffer, engine } = inflateSync(packed, { maxOutputLength: size, info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    if (buffer.length !== size || engine.bytesWritten !== packed.length) return false;
    for (let row = 0; row < rows; row++) if ((buffer[row * rowBytes] ?? 0) > MAX_FILTER) return false;
    return true;
  } catch {
    return false;
  }
}
