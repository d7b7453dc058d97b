import type { SharpOptions } from 'sharp';
import { AvatarFault } from './avatar-fault.ts';
import { pictureType } from './picture-type.ts';

/** Pixels of a picture at most. Decoded one at a time, the worst of them (interlaced) takes some 25 MB. */
export const MAX_PIXELS = 1_500 * 1_500;
/** Sides of what is stored at most, pixels. */
const MAX_SIDE = 256;
const DECODE_SECONDS = 5;
const QUALITY = 80;
/** Of 0 to 6: more makes it a little smaller and takes much longer. */
const EFFORT = 3;

const INPUT: SharpOptions = {
  limitInputPixels: MAX_PIXELS,
  // A damaged picture is one that cannot be read, not one half of which is grey.
  failOn: 'warning',
  sequentialRead: true,
  pages: 1,
};

/** Makes small pictures of any. Loads the decoders with the first one. */
export interface PictureConverter {
  /**
   * WebP of at most 256 by 256 pixels: the whole first frame, upright, without any metadata. Rejects with a permanent
   * `AvatarFault` for what is not a PNG, JPEG, GIF or WebP picture, is damaged, too large or takes too long.
   */
  convert(bytes: Uint8Array): Promise<Uint8Array>;
}

/** One picture is decoded at a time, in one thread, so that memory stays what it is. */
export function createPictureConverter(): PictureConverter {
  let loading: ReturnType<typeof loadSharp> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const decode = async (bytes: Uint8Array): Promise<Uint8Array> => {
    loading ??= loadSharp();
    const sharp = await loading;
    const picture = sharp(bytes, INPUT)
      .autoOrient()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: QUALITY, effort: EFFORT })
      .timeout({ seconds: DECODE_SECONDS });
    try {
      return await picture.toBuffer();
    } catch (error) {
      throw describe(error);
    }
  };

  return {
    async convert(bytes) {
      if (pictureType(bytes) === null) throw new AvatarFault('not a PNG, JPEG, GIF or WebP picture');
      const work = last.then(() => decode(bytes));
      last = work.catch(() => {});
      return work;
    },
  };
}

/** The formats that are taken, and no other of those that the library knows. */
const LOADERS = ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'];

async function loadSharp() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
}

function describe(cause: unknown): AvatarFault {
  const message = cause instanceof Error ? cause.message : '';
  const because = (reason: string) => new AvatarFault(reason, { isPermanent: true, cause });
  if (/pixel limit/i.test(message)) return because('has more pixels than 1,500 by 1,500');
  if (/timeout/i.test(message)) return because('takes too long to decode');
  return because('is damaged');
}
