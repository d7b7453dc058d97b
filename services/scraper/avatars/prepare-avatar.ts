import { hash } from 'node:crypto';
import type { AvatarWire } from '#contract/profile-event.ts';
import { AVATAR_AWAITED } from '#contract/profile-event.ts';
import type { AvatarInput } from '../reading.ts';
import { AvatarFault } from './avatar-fault.ts';
import { avatarPrefix } from './avatar-owner.ts';
import type { PictureConverter } from './picture/convert-picture.ts';
import { isPlainPng } from './picture/is-plain-png.ts';

/** Bytes of an inline picture at most. */
export const MAX_INLINE_BYTES = 512 * 1024;
/** The reason of pictures that are elsewhere, where they are not to be fetched. */
export const AVATAR_OFF = 'not fetched: AVATAR_FETCH is off';

/** A picture to be put into the object store. */
export interface AvatarObject {
  key: string;
  bytes: Uint8Array;
  contentType: string;
}

export interface PreparedAvatar {
  wire: AvatarWire | null;
  /** `null` when nothing is stored. */
  object: AvatarObject | null;
  /** The address that a job is to fetch it from; `null` without one. */
  fetchFrom: string | null;
}

/**
 * Prepares a picture for storing under a key made of its owner and its content; says why where it is not stored. At once, but for
 * pictures that have to be converted.
 */
export type AvatarPreparer = (
  input: AvatarInput | null,
  owner: string,
) => PreparedAvatar | Promise<PreparedAvatar>;

export interface AvatarPreparerOptions {
  converter: PictureConverter;
  /** Are pictures at addresses fetched? */
  fetches: boolean;
  /** Told of what should not happen, such as decoders that do not load. */
  onError(error: unknown): void;
}

export function createAvatarPreparer({ converter, fetches, onError }: AvatarPreparerOptions): AvatarPreparer {
  const convert = async (bytes: Uint8Array, owner: string): Promise<PreparedAvatar> => {
    try {
      return store(avatarObject(await converter.convert(bytes), 'webp', owner));
    } catch (error) {
      if (error instanceof AvatarFault) return refuse(error.message);
      onError(error);
      return refuse('cannot be decoded on this machine');
    }
  };

  return (input, owner) => {
    if (input === null) return { wire: null, object: null, fetchFrom: null };
    if (input.kind === 'url') {
      const wire = { key: null, reason: fetches ? AVATAR_AWAITED : AVATAR_OFF, source_url: input.url };
      return { wire, object: null, fetchFrom: fetches ? input.url : null };
    }
    const bytes = input.kind === 'bytes' ? input.bytes : decodeDataUri(input.uri);
    if (typeof bytes === 'string') return refuse(bytes);
    if (bytes.length > MAX_INLINE_BYTES) return refuse(TOO_LARGE);
    return isPlainPng(bytes) ? store(avatarObject(bytes, 'png', owner)) : convert(bytes, owner);
  };
}

/** A picture under `avatars/`, its owner and a hash of its bytes. */
export function avatarObject(bytes: Uint8Array, type: 'png' | 'webp', owner: string): AvatarObject {
  const key = `${avatarPrefix(owner)}${hash('sha256', bytes, 'hex').slice(0, 32)}.${type}`;
  return { key, bytes, contentType: `image/${type}` };
}

const TOO_LARGE = `larger than ${MAX_INLINE_BYTES / 1024} KB`;

function store(object: AvatarObject): PreparedAvatar {
  return { wire: { key: object.key, reason: null, source_url: null }, object, fetchFrom: null };
}

function refuse(reason: string): PreparedAvatar {
  return { wire: { key: null, reason, source_url: null }, object: null, fetchFrom: null };
}

/** The bytes of a base64 `data:` URI, or why there are none. */
function decodeDataUri(uri: string): Buffer | string {
  const comma = uri.indexOf(',');
  if (comma === -1 || !/;\s*base64\s*$/i.test(uri.slice(0, comma))) return 'not a base64 data: URI';
  if ((uri.length - comma) * 0.75 > MAX_INLINE_BYTES + 1_024) return TOO_LARGE;
  const data = uri.slice(comma + 1).trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(data)) return 'not a base64 data: URI';
  return Buffer.from(data, 'base64');
}
