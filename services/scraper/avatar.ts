import { hash } from 'node:crypto';
import type { AvatarWire } from '../shared/contract/profile-event.ts';
import type { AvatarInput } from './reading.ts';

/** Bytes of a picture at most. */
export const MAX_AVATAR_BYTES = 512 * 1024;

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
}

/** Prepares a picture for storing under a key made of its content; says why where it is not stored. */
export function prepareAvatar(input: AvatarInput | null): PreparedAvatar {
  if (input === null) return { wire: null, object: null };
  if (input.kind === 'url') return refuse('not inline: pictures are not fetched by address', input.url);
  const bytes = input.kind === 'bytes' ? input.bytes : decodeDataUri(input.uri);
  if (typeof bytes === 'string') return refuse(bytes, null);
  if (bytes.length > MAX_AVATAR_BYTES) return refuse(TOO_LARGE, null);
  const type = pictureType(bytes);
  if (type === null) return refuse('not a PNG, JPEG, GIF or WebP picture', null);
  const key = `avatars/${hash('sha256', bytes, 'hex').slice(0, 32)}.${type.extension}`;
  return {
    wire: { key, reason: null, source_url: null },
    object: { key, bytes, contentType: type.contentType },
  };
}

const TOO_LARGE = `larger than ${MAX_AVATAR_BYTES / 1024} KB`;

function refuse(reason: string, sourceUrl: string | null): PreparedAvatar {
  return { wire: { key: null, reason, source_url: sourceUrl }, object: null };
}

/** The bytes of a base64 `data:` URI, or why there are none. */
function decodeDataUri(uri: string): Buffer | string {
  const comma = uri.indexOf(',');
  if (comma === -1 || !/;\s*base64\s*$/i.test(uri.slice(0, comma))) return 'not a base64 data: URI';
  if ((uri.length - comma) * 0.75 > MAX_AVATAR_BYTES + 1_024) return TOO_LARGE;
  const data = uri.slice(comma + 1).trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(data)) return 'not a base64 data: URI';
  return Buffer.from(data, 'base64');
}

/** By the first bytes, whatever the URI claims. */
function pictureType(bytes: Uint8Array): { extension: string; contentType: string } | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { extension: 'png', contentType: 'image/png' };
  if (head.startsWith('\xff\xd8\xff')) return { extension: 'jpg', contentType: 'image/jpeg' };
  if (/^GIF8[79]a/.test(head)) return { extension: 'gif', contentType: 'image/gif' };
  if (/^RIFF.{4}WEBP/s.test(head)) return { extension: 'webp', contentType: 'image/webp' };
  return null;
}
