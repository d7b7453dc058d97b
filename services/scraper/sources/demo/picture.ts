import { crc32 } from 'node:zlib';
import type { Random } from './random.ts';

const SIDE = 26;
const CELLS = 5;
/** Each line of pixels begins with its filter, which is none. */
const LINE_BYTES = 1 + SIDE * 3;

/** A PNG of about 2 KB: a mirrored pattern of squares in two colours, lightly shaded, not compressed. */
export function drawPicture(random: Random): Buffer {
  const colour = () => [random.int(200) + 28, random.int(200) + 28, random.int(200) + 28] as const;
  const [ink, paper] = [colour(), colour()];
  const cells = Array.from({ length: CELLS * Math.ceil(CELLS / 2) }, () => random.next() < 0.5);
  const pixels = Buffer.alloc(SIDE * LINE_BYTES);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const column = Math.floor((Math.min(x, SIDE - 1 - x) * CELLS) / SIDE);
      const row = Math.floor((y * CELLS) / SIDE);
      const colourOfCell = cells[row * Math.ceil(CELLS / 2) + column] ? ink : paper;
      const at = y * LINE_BYTES + 1 + x * 3;
      pixels[at] = colourOfCell[0] + y;
      pixels[at + 1] = colourOfCell[1] + y;
      pixels[at + 2] = colourOfCell[2] + y;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // Eight bits a sample, red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', storeZlib(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** RFC 1950 around one stored block of RFC 1951: the same bytes whatever the zlib. */
function storeZlib(data: Buffer): Buffer {
  const stored = Buffer.alloc(data.length + 11);
  stored.set([0x78, 0x01, 0x01]);
  stored.writeUInt16LE(data.length, 3);
  stored.writeUInt16LE(data.length ^ 0xffff, 5);
  stored.set(data, 7);
  let low = 1;
  let high = 0;
  for (let i = 0; i < data.length; i++) {
    low = (low + (data[i] as number)) % 65_521;
    high = (high + low) % 65_521;
  }
  stored.writeUInt32BE(((high << 16) | low) >>> 0, data.length + 7);
  return stored;
}
