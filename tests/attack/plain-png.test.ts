import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { isPlainPng } from '#scraper/avatars/picture/is-plain-png.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const content = Buffer.concat([Buffer.from(type), body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([head, content, checksum]);
}

function header(width: number, height: number, rest = [8, 2, 0, 0, 0]): Buffer {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  Buffer.from(rest).copy(body, 8);
  return chunk('IHDR', body);
}

const END = chunk('IEND', Buffer.alloc(0));
const rows = (width: number, height: number, filter = 0) =>
  Buffer.concat(
    Array.from({ length: height }, (_, y) =>
      Buffer.from([filter, ...Array.from({ length: width * 3 }, (_n, x) => (x * 7 + y) & 255)]),
    ),
  );
const pixels = (raw: Buffer) => chunk('IDAT', deflateSync(raw));
const png = (...chunks: Buffer[]) => Buffer.concat([SIGNATURE, ...chunks]);
const good = png(header(8, 8), pixels(rows(8, 8)), END);
const HTML = Buffer.from('<script>alert(document.domain)</script>');

test('a small PNG of pixels alone is plain', () => {
  assert.ok(isPlainPng(good));
  const packed = deflateSync(rows(8, 8));
  assert.ok(
    isPlainPng(
      png(header(8, 8), chunk('IDAT', packed.subarray(0, 20)), chunk('IDAT', packed.subarray(20)), END),
    ),
  );
});

test('no change of one bit leaves it plain', () => {
  for (let bit = 0; bit < good.length * 8; bit++) {
    const changed = Buffer.from(good);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.ok(!isPlainPng(changed), `bit ${bit}`);
  }
});

test('no beginning of it, and nothing behind it, is plain', () => {
  for (let length = 0; length < good.length; length++) assert.ok(!isPlainPng(good.subarray(0, length)));
  assert.ok(!isPlainPng(Buffer.concat([good, HTML])));
});

const packed = deflateSync(rows(8, 8));
const REFUSED: [name: string, bytes: Buffer][] = [
  ['HTML instead of pixels', png(header(8, 8), chunk('IDAT', HTML), END)],
  [
    'HTML behind the pixels in their chunk',
    png(header(8, 8), chunk('IDAT', Buffer.concat([packed, HTML])), END),
  ],
  ['HTML in a chunk of its own', png(header(8, 8), pixels(rows(8, 8)), chunk('IDAT', HTML), END)],
  ['HTML in a text chunk', png(header(8, 8), chunk('tEXt', HTML), pixels(rows(8, 8)), END)],
  ['HTML as gamma', png(header(8, 8), chunk('gAMA', HTML), pixels(rows(8, 8)), END)],
  ['too few pixels', png(header(8, 8), pixels(rows(8, 7)), END)],
  ['too many pixels', png(header(8, 8), pixels(rows(8, 9)), END)],
  ['a bomb', png(header(8, 8), pixels(Buffer.alloc(10_000_000)), END)],
  ['an unknown filter', png(header(8, 8), pixels(rows(8, 8, 5)), END)],
  ['no pixels', png(header(8, 8), END)],
  ['two headers', png(header(8, 8), header(8, 8), pixels(rows(8, 8)), END)],
  ['no header', png(pixels(rows(8, 8)), END)],
  ['no palette', png(header(8, 8, [8, 3, 0, 0, 0]), pixels(Buffer.alloc(72)), END)],
  ['an unknown colour type', png(header(8, 8, [8, 5, 0, 0, 0]), pixels(rows(8, 8)), END)],
  ['an impossible depth', png(header(8, 8, [3, 2, 0, 0, 0]), pixels(rows(8, 8)), END)],
  ['interlacing', png(header(8, 8, [8, 2, 0, 0, 1]), pixels(rows(8, 8)), END)],
  ['no side', png(header(0, 8), pixels(Buffer.alloc(8)), END)],
  ['a side of 4 billion', png(header(0xff_ff_ff_ff, 8), pixels(rows(8, 8)), END)],
  [
    'pixels in two places',
    png(
      header(8, 8),
      chunk('IDAT', packed.subarray(0, 9)),
      chunk('gAMA', Buffer.alloc(4)),
      chunk('IDAT', packed.subarray(9)),
      END,
    ),
  ],
];
for (const [name, bytes] of REFUSED) {
  test(`a PNG with ${name} is not plain`, () => assert.ok(!isPlainPng(bytes)));
}
