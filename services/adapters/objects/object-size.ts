import { InvalidRequestError } from '#ports/errors.ts';
import { MAX_OBJECT_BYTES } from '#ports/object-store.ts';

/** Throws `InvalidRequestError` for more bytes than the port takes. */
export function assertObjectSize(key: string, bytes: number): void {
  if (bytes > MAX_OBJECT_BYTES) {
    throw new InvalidRequestError(
      'object_too_large',
      `The object is larger than ${MAX_OBJECT_BYTES} bytes [key=${key}] [bytes=${bytes}]`,
    );
  }
}
