import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { createAvatarPreparer, MAX_INLINE_BYTES } from '#scraper/avatars/prepare-avatar.ts';
import { plainPicture, pngChunk, pngOf } from '#tests/support/pictures.ts';

const PNG = pngOf(64, 64);
const onError = (error: unknown) => assert.fail(String(error));
const converter = createPictureConverter();
const OWNER = '0123456789abcdef01234567';
const preparer = createAvatarPreparer({ converter, fetches: true, onError });
const prepare = (input: Parameters<typeof preparer>[0]) => preparer(input, OWNER);
const uri = (bytes: Uint8Array, type = 'image/png') =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

test('keeps a small plain PNG as it is, at once, under its owner and a hash of its content', () => {
  const prepared = prepare({ kind: 'data', uri: uri(PNG) });
  assert.ok(!(prepared instanceof Promise));
  assert.match(prepared.wire?.key ?? '', /^avatars\/0123456789abcdef01234567-[0-9a-f]{32}\.png$/);
  assert.equal(prepared.object?.key, prepared.wire?.key);
  assert.deepEqual(Buffer.from(prepared.object?.bytes ?? []), PNG);
  assert.deepEqual(prepare({ kind: 'bytes', bytes: PNG }), prepared);
});

test('makes small WebP of every other picture, whatever the address says it is', async () => {
  const pictures = [
    await plainPicture(600, 300).jpeg().toBuffer(),
    await plainPicture(600, 300).gif().toBuffer(),
    await plainPicture(600, 300).webp().toBuffer(),
    await plainPicture(600, 300).png().toBuffer(),
    pngOf(64, 64, [pngChunk('tEXt', Buffer.from('Author\0Ada'))]),
  ];
  for (const picture of pictures) {
    const { wire, object } = await prepare({ kind: 'data', uri: uri(picture, 'image/svg+xml') });
    assert.match(wire?.key ?? '', /^avatars\/0123456789abcdef01234567-[0-9a-f]{32}\.webp$/);
    const { format, width = 0, exif } = await sharp(object?.bytes).metadata();
    assert.deepEqual([format, width <= 256, exif], ['webp', true, undefined]);
  }
});

test('says why a picture is not stored', async () => {
  const truncated = PNG.subarray(0, PNG.length - 20);
  const reasons: [string, RegExp][] = [
    [uri(Buffer.from('<svg onload="alert(1)"/>')), /not a PNG, JPEG, GIF or WebP/],
    ['data:image/png,plain', /not a base64/],
    ['data:image/png;base64', /not a base64/],
    ['data:image/png;base64,###', /not a base64/],
    [uri(Buffer.concat([PNG, Buffer.alloc(MAX_INLINE_BYTES)])), /larger than 512 KB/],
    [uri(truncated), /damaged/],
    [uri(Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1')), /damaged/],
    [uri(pngOf(50_000, 50_000)), /pixels/],
  ];
  for (const [data, reason] of reasons) {
    const { wire, object } = await prepare({ kind: 'data', uri: data });
    assert.match(wire?.reason ?? '', reason);
    assert.equal(wire?.key, null);
    assert.equal(object, null);
  }
});

test('a picture that is elsewhere waits to be fetched, or is said not to be', () => {
  const input = { kind: 'url' as const, url: 'https://a.test/x.png' };
  assert.deepEqual(prepare(input), {
    wire: { key: null, reason: 'waiting to be fetched', source_url: input.url },
    object: null,
    fetchFrom: input.url,
  });
  const off = createAvatarPreparer({ converter, fetches: false, onError })(input, OWNER);
  assert.ok(!(off instanceof Promise));
  assert.equal(off.fetchFrom, null);
  assert.match(off.wire?.reason ?? '', /AVATAR_FETCH is off/);
  assert.deepEqual(prepare(null), { wire: null, object: null, fetchFrom: null });
});

test('an unexpected failure of a decoder is reported, and only the picture is lost', async () => {
  const errors: unknown[] = [];
  const broken = createAvatarPreparer({
    converter: { convert: () => Promise.reject(new Error('no such library')), close() {} },
    fetches: true,
    onError: (error) => errors.push(error),
  });
  const { wire } = await broken({ kind: 'bytes', bytes: Buffer.from('\xff\xd8\xff', 'latin1') }, OWNER);
  assert.match(wire?.reason ?? '', /on this machine/);
  assert.equal(errors.length, 1);
});
