import type { SharpOptions } from 'sharp';
import { AvatarFault } from '../avatar-fault.ts';

/** Pixels of a picture at most. Decoded one at a time, the worst of them (interlaced) takes some 25 MB. */
const MAX_PIXELS = 1_500 * 1_500;
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

/** The formats that are taken, and no other of those that the library knows. */
const LOADERS = ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'];

/**
 * A picture as WebP of at most 256 by 256 pixels: the whole first frame, upright, without any metadata. Rejects with a
 * permanent `AvatarFault` for what is damaged, too large or takes too long; with any other error when the library fails.
 */
export type DecodePicture = (bytes: Uint8Array) => Promise<Uint8Array>;

/** Loads the library and cuts it down: four loaders, one thread a picture, nothing kept. */
export async function loadDecoder(): Promise<DecodePicture> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  return async (bytes) => {
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
}

function describe(cause: unknown): AvatarFault {
  const message = cause instanceof Error ? cause.message : '';
  const because = (reason: string) => new AvatarFault(reason, { isPermanent: true, cause });
  if (/pixel limit/i.test(message)) return because('has more pixels than 1,500 by 1,500');
  if (/timeout/i.test(message)) return because('takes too long to decode');
  return because('is damaged');
}
