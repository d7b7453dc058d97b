import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { eventually } from '#tests/support/eventually.ts';
import { plainPicture, pngOf } from '#tests/support/pictures.ts';

const { convert, close } = createPictureConverter();
after(close);
const looksOf = async (bytes: Uint8Array) => {
  const { format, width, height, pages, space } = await sharp(await convert(bytes)).metadata();
  return { format, width, height, pages, space };
};
/** `[red, green, blue]` of the middle. */
const middleOf = async (bytes: Uint8Array) => {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return [...data.subarray(at, at + 3)];
};

test('keeps the whole picture within 256 by 256, and enlarges none', async () => {
  assert.deepEqual(await looksOf(await plainPicture(1_000, 500).png().toBuffer()), {
    format: 'webp',
    width: 256,
    height: 128,
    pages: undefined,
    space: 'srgb',
  });
  const small = await looksOf(await plainPicture(40, 30).jpeg().toBuffer());
  assert.deepEqual([small.width, small.height], [40, 30]);
});

test('turns it upright and drops where, when and with what it was taken', async () => {
  const photo = await plainPicture(400, 200)
    .withExif({
      IFD0: { Make: 'Camera', ImageDescription: 'x'.repeat(30_000) },
      IFD3: { GPSLatitude: '52/1 31/1 0/1', GPSLatitudeRef: 'N' },
    })
    .withMetadata({ orientation: 6 })
    .withIccProfile('p3')
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    .jpeg()
    .toBuffer();
  const before = await sharp(photo).metadata();
  assert.ok((before.exif?.length ?? 0) > 30_000 && before.icc && before.xmp && before.orientation === 6);
  const picture = await convert(photo);
  const after = await sharp(picture).metadata();
  assert.deepEqual(
    [after.exif, after.icc, after.xmp, after.iptc, after.orientation],
    [undefined, undefined, undefined, undefined, undefined],
  );
  assert.deepEqual([after.width, after.height], [128, 256]);
  assert.ok(!Buffer.from(picture).includes('GPS') && !Buffer.from(picture).includes('Camera'));
});

test('takes the first frame of an animation', async () => {
  const frames = await Promise.all(
    ['#ff0000', '#0000ff'].map((colour) => plainPicture(32, 32, colour).png().toBuffer()),
  );
  const animation = sharp(frames, { join: { animated: true } });
  for (const bytes of [await animation.clone().gif().toBuffer(), await animation.clone().webp().toBuffer()]) {
    assert.equal((await sharp(bytes, { animated: true }).metadata()).pages, 2);
    const picture = await convert(bytes);
    assert.equal((await sharp(picture, { animated: true }).metadata()).pages, undefined);
    const [red = 0, , blue = 0] = await middleOf(picture);
    assert.ok(red > 200 && blue < 50);
  }
});

test('shows the colours of a CMYK photograph', async () => {
  const photo = await plainPicture(64, 64, '#20a040').toColourspace('cmyk').jpeg().toBuffer();
  assert.equal((await sharp(photo).metadata()).space, 'cmyk');
  const picture = await convert(photo);
  assert.equal((await sharp(picture).metadata()).space, 'srgb');
  const [red = 0, green = 0, blue = 0] = await middleOf(picture);
  assert.ok(green > red && green > blue, `${red} ${green} ${blue}`);
});

test('refuses what is no picture of the four kinds, too large or damaged', async () => {
  const photo = await plainPicture(300, 300).jpeg().toBuffer();
  const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const cases: [Uint8Array, RegExp][] = [
    [Buffer.from(svg), /^not a PNG/],
    [Buffer.from('<!doctype html><img src=x onerror=alert(1)>'), /^not a PNG/],
    [await plainPicture(8, 8).tiff().toBuffer(), /^not a PNG/],
    [await plainPicture(8, 8).avif().toBuffer(), /^not a PNG/],
    [Buffer.from('%PDF-1.7'), /^not a PNG/],
    [Buffer.alloc(0), /^not a PNG/],
    // Begins as one kind, and is another.
    [Buffer.concat([Buffer.from('GIF89a'), Buffer.from(svg)]), /^is damaged/],
    [photo.subarray(0, photo.length / 2), /^is damaged/],
    [pngOf(50_000, 50_000), /pixels/],
    [pngOf(65_000, 1_000), /pixels/],
  ];
  for (const [bytes, reason] of cases) {
    await assert.rejects(convert(bytes), { name: 'AvatarFault', isPermanent: true, message: reason });
  }
});

test('continues after a picture that failed, with the given concurrency', async () => {
  const good = await plainPicture(300, 300).png().toBuffer();
  const all = await Promise.allSettled([good, Buffer.from('no'), good, good].map(convert));
  assert.deepEqual(
    all.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
});

/** Process ids of this process's children. */
const children = () =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').match(/\d+/g)?.map(Number) ?? [];
const LINUX = { skip: process.platform === 'linux' ? false : 'it looks for processes in /proc' };

test('a decoder that ends under a picture costs one attempt at it, and no other', LINUX, async () => {
  const converter = createPictureConverter();
  const before = new Set(children());
  const picture = await plainPicture(200, 200).png().toBuffer();
  const work = converter.convert(picture);
  const failed = assert.rejects(work, { isPermanent: false, message: 'the decoder exited' });
  let decoder: number | undefined;
  while (decoder === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    decoder = children().find((pid) => !before.has(pid));
  }
  process.kill(decoder, 'SIGKILL');
  await failed;
  assert.ok((await converter.convert(picture)).length > 0);
  converter.close();
});

test('the decoder is started without the secrets of the service', LINUX, async () => {
  process.env.QUEUE_PASSWORD = 'hush';
  const converter = createPictureConverter({ idleMs: 600_000 });
  const before = new Set(children());
  try {
    await converter.convert(await plainPicture(200, 200).png().toBuffer());
    const own = children().filter((pid) => !before.has(pid));
    assert.ok(own.length > 0);
    const environment = own.map((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8')).join();
    assert.doesNotMatch(environment, /QUEUE_PASSWORD|hush/);
  } finally {
    delete process.env.QUEUE_PASSWORD;
    converter.close();
  }
});

test('the decoder ends when it is not needed', LINUX, async () => {
  const converter = createPictureConverter({ idleMs: 50 });
  const before = new Set(children());
  const work = converter.convert(await plainPicture(200, 200).png().toBuffer());
  let own: number[] = [];
  while (own.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    own = children().filter((pid) => !before.has(pid));
  }
  await work;
  await eventually(async () => assert.ok(!children().some((pid) => own.includes(pid))));
});

test('a picture that takes too long is given up, and the next is decoded', async () => {
  const hasty = createPictureConverter({ deadlineMs: 1 });
  const picture = await plainPicture(200, 200).png().toBuffer();
  await assert.rejects(hasty.convert(picture), { isPermanent: true, message: 'takes too long to decode' });
  hasty.close();
});
