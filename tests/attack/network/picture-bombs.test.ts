import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { plainPicture, pngChunk, pngOf } from '#tests/support/pictures.ts';

const { convert, close } = createPictureConverter();
after(close);

/** Memory that a decoder may have used at most; a picture of 9 megapixels alone would take 400 MB. */
const MOST_BYTES = 400 * 1024 * 1024;
const LINUX = process.platform === 'linux';

const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes), { level: 9 });
const BIG = 32 * 1024 * 1024;
const header = (width: number, height: number, depth: number, colour: number) => {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes.set([depth, colour, 0, 0, 0], 8);
  return pngChunk('IHDR', bytes);
};
const png = (...chunks: Buffer[]) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
const text = (type: string) => pngChunk(type, Buffer.concat([Buffer.from('name\0\0', 'latin1'), zeros(BIG)]));
const gif = (width: number, height: number, frames: number) => {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const frame = Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), size, Buffer.from([0, 2, 2, 0x44, 1, 0])]);
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    size,
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    ...Array.from({ length: frames }, () => frame),
    Buffer.from([0x3b]),
  ]);
};
const jpeg = (width: number, height: number) => {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    frame,
    Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]),
  ]);
};
const webp = (width: number, height: number) => {
  const canvas = Buffer.alloc(10);
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const chunk = Buffer.concat([Buffer.from('VP8X'), Buffer.from([10, 0, 0, 0]), canvas]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(4 + chunk.length);
  return Buffer.concat([Buffer.from('RIFF'), size, Buffer.from('WEBP'), chunk]);
};

/** Small files that need much memory or time to open. */
const BOMBS: Record<string, () => Buffer | Promise<Buffer>> = {
  'a PNG of 50,000 by 50,000': () => pngOf(50_000, 50_000),
  'a PNG of the largest size there is': () =>
    png(header(0x7fffffff, 0x7fffffff, 16, 6), pngChunk('IDAT', zeros(64))),
  'a PNG of 1 by 2 billion': () => png(header(1, 0x7fffffff, 1, 0), pngChunk('IDAT', zeros(BIG))),
  'a PNG of size 0': () => png(header(0, 0, 8, 2), pngChunk('IDAT', zeros(1))),
  'a PNG whose 32 MB of pixels are for 1': () => png(header(1, 1, 8, 2), pngChunk('IDAT', zeros(BIG))),
  'a PNG with 32 MB in zTXt': () => png(header(1, 1, 8, 2), text('zTXt'), pngChunk('IDAT', zeros(4))),
  'a PNG with 32 MB in iTXt': () => png(header(1, 1, 8, 2), text('iTXt'), pngChunk('IDAT', zeros(4))),
  'a PNG with 32 MB in iCCP': () => png(header(1, 1, 8, 2), text('iCCP'), pngChunk('IDAT', zeros(4))),
  'a PNG with 20,000 chunks': () =>
    png(
      header(1, 1, 8, 2),
      ...Array.from({ length: 20_000 }, () => pngChunk('tEXt', Buffer.from('a\0b'))),
      pngChunk('IDAT', zeros(4)),
    ),
  'a PNG with a chunk of 2 GB': () => {
    const bytes = png(header(1, 1, 8, 2), pngChunk('IDAT', zeros(4)));
    bytes.writeUInt32BE(0x7fffffff, 33);
    return bytes;
  },
  'a GIF of 65,535 by 65,535': () => gif(65_535, 65_535, 1),
  'a GIF with 50,000 frames': () => gif(1_000, 1_000, 50_000),
  'a JPEG of 65,500 by 65,500': () => jpeg(65_500, 65_500),
  'a WebP of 16,777,216 by 256': () => webp(16_777_216, 256),
  'a real JPEG of 9 megapixels': () => plainPicture(3_000, 3_000).jpeg().toBuffer(),
  'a real WebP of 9 megapixels': () => plainPicture(3_000, 3_000).webp().toBuffer(),
  'an SVG of a billion laughs': () =>
    Buffer.from(
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>`,
    ),
  'a picture inside gzip': () => gzipSync(Buffer.alloc(BIG)),
  'a PNG head over 8 MB of nothing': () =>
    Buffer.concat([pngOf(64, 64).subarray(0, 33), Buffer.alloc(8_000_000)]),
};

/** Most memory of this process and of its decoder so far, as the system counts it, bytes. */
function mostOfDecoders(): number[] {
  const path = `/proc/${process.pid}/task/${process.pid}/children`;
  const children = readFileSync(path, 'utf8').match(/\d+/g) ?? [];
  return children.flatMap((pid) => {
    try {
      const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return [Number(kilobytes) * 1_024];
    } catch {
      return [];
    }
  });
}

describe('pictures that are bombs', () => {
  for (const [name, make] of Object.entries(BOMBS)) {
    test(`${name} is refused or made small, and the next picture is decoded`, async (t) => {
      const bytes = await make();
      const outcome = await convert(bytes).then(
        (picture) => picture,
        (error: Error) => error,
      );
      if (outcome instanceof Error) {
        assert.equal(outcome.name, 'AvatarFault', String(outcome));
        assert.ok(outcome.message.length < 200 && !/[\n\\/]/.test(outcome.message), outcome.message);
      } else assert.ok(outcome.byteLength < 200_000);
      const after = await convert(await plainPicture(20, 20).png().toBuffer());
      assert.ok(after.byteLength > 0);
      if (!LINUX) return;
      const most = Math.max(0, ...mostOfDecoders());
      assert.ok(most < MOST_BYTES, `${most} bytes`);
      t.diagnostic(`${bytes.length} bytes, ${outcome instanceof Error ? outcome.message : 'made small'}`);
    });
  }
});
