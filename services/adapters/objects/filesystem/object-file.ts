import { createHash } from 'node:crypto';
import { InvalidRequestError } from '#ports/errors.ts';
import type { StoredObject } from '#ports/object-store.ts';

/**
 * One object's file: a header of fixed size, then the bytes. Content type and bytes are one file, so that they are
 * replaced in one step; the header's size is fixed, so that a listing knows an object's size from its file's.
 *
 *     "ISob1\n", etag (32 hex digits), "\n", content type, padding of spaces, "\n"
 */
export const HEADER_BYTES = 192;

const MAGIC = 'ISob1\n';
const ETAG_LENGTH = 32;
const TYPE_START = MAGIC.length + ETAG_LENGTH + 1;
const MAX_TYPE_LENGTH = HEADER_BYTES - TYPE_START - 1;

/** Throws `InvalidRequestError` when the content type cannot be kept. */
export function encodeObject(body: Uint8Array, contentType: string): Uint8Array {
  if (contentType.length > MAX_TYPE_LENGTH || !/^[\x20-\x7e]*$/.test(contentType)) {
    throw new InvalidRequestError(
      'invalid_content_type',
      `A content type is at most ${MAX_TYPE_LENGTH} ASCII characters`,
    );
  }
  const header = `${MAGIC}${etagOf(body)}\n${contentType.padEnd(MAX_TYPE_LENGTH)}\n`;
  return Buffer.concat([Buffer.from(header, 'latin1'), body]);
}

/** `undefined` when the bytes are no such file, or not all of it. */
export function decodeObject(file: Uint8Array): StoredObject | undefined {
  if (file.byteLength < HEADER_BYTES) return undefined;
  const header = Buffer.from(file.buffer, file.byteOffset, HEADER_BYTES).toString('latin1');
  const body = file.subarray(HEADER_BYTES);
  const etag = header.slice(MAGIC.length, MAGIC.length + ETAG_LENGTH);
  if (!header.startsWith(MAGIC) || etag !== etagOf(body)) return undefined;
  return { body, etag, contentType: header.slice(TYPE_START, -1).trimEnd() };
}

function etagOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex').slice(0, ETAG_LENGTH);
}
