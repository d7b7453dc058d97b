import type { Readable } from 'node:stream';
import { addAbortSignal } from 'node:stream';
import { boundBytes } from '#lib/bound-bytes.ts';
import { InvalidRequestError, UnavailableError } from '#ports/errors.ts';
import { MAX_OBJECT_BYTES } from '#ports/object-store.ts';

/**
 * Reads a response body to its end. Closes the connection and rejects when the body is larger than an object may be,
 * when it ends early, or when the signal aborts.
 */
export async function readBody(key: string, body: Readable, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const tooLarge = () =>
    new InvalidRequestError(
      'object_too_large',
      `The object is larger than ${MAX_OBJECT_BYTES} bytes; another program wrote it [key=${key}]`,
    );
  try {
    const source: AsyncIterable<Uint8Array> = addAbortSignal(signal, body);
    for await (const chunk of boundBytes(source, MAX_OBJECT_BYTES, tooLarge)) chunks.push(chunk);
  } catch (error) {
    if (error instanceof InvalidRequestError || signal.aborted) throw error;
    throw new UnavailableError(
      `The object store closed the connection in the middle of an object [key=${key}]`,
      {
        code: 'unreachable',
        cause: error,
      },
    );
  }
  return Buffer.concat(chunks);
}
