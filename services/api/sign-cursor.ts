import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { InvalidRequestError } from '#ports/errors.ts';

export interface CursorSigner {
  sign(cursor: string): string;
  /** The cursor without its signature. Throws `InvalidRequestError` for one that was not signed with this key. */
  verify(signed: string): string;
}

/** 128 bits of HMAC-SHA256 (RFC 2104): enough for what expires with its key. */
const SIGNATURE_CHARS = 22;

/** Signs cursors, so that no client can make its own: a made-up depth would pass the limit of paging. */
export function createCursorSigner(secret: string): CursorSigner {
  const key = createSecretKey(createHmac('sha256', secret).update('search cursor').digest());
  const signatureOf = (cursor: string) =>
    createHmac('sha256', key).update(cursor).digest('base64url').slice(0, SIGNATURE_CHARS);
  return {
    sign: (cursor) => `${cursor}.${signatureOf(cursor)}`,
    verify(signed) {
      const cursor = signed.slice(0, Math.max(0, signed.length - SIGNATURE_CHARS - 1));
      const given = Buffer.from(signed.slice(cursor.length));
      const expected = Buffer.from(`.${signatureOf(cursor)}`);
      if (given.length === expected.length && timingSafeEqual(given, expected)) return cursor;
      throw new InvalidRequestError(
        'invalid_cursor',
        'This instance did not issue the cursor: search again without it',
      );
    },
  };
}
