import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { boundBytes } from '#lib/bound-bytes.ts';
import { AvatarFault } from '../avatars/avatar-fault.ts';

export interface BodyHead {
  /** `Content-Encoding`, as it came. */
  encoding: string | undefined;
  /** `Content-Length`, as it came. */
  declaredLength: string | undefined;
}

/**
 * Reads a body of at most `maxBytes`, on the wire and decompressed: it ends at the first byte above, whatever the
 * server declares. Rejects with `AvatarFault`, or with the stream's error; the stream is closed in any case.
 */
export async function readBody(
  body: Readable,
  { encoding, declaredLength }: BodyHead,
  maxBytes: number,
): Promise<Buffer> {
  const refuse = (fault: AvatarFault) => {
    body.on('error', () => {}).destroy();
    return fault;
  };
  if (Number(declaredLength ?? 0) > maxBytes) throw refuse(tooLarge(maxBytes));
  const decoder = decoderOf(encoding);
  if (decoder === undefined) throw refuse(new AvatarFault('the content encoding is unknown'));
  const chunks: Buffer[] = [];
  const bounded = (source: AsyncIterable<Buffer>) => boundBytes(source, maxBytes, () => tooLarge(maxBytes));
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of bounded(source)) chunks.push(chunk);
  };
  try {
    if (decoder === null) await pipeline(body, collect);
    else await pipeline(body, bounded, decoder, collect);
  } catch (error) {
    if (isDecoderError(error)) throw new AvatarFault('the encoded content is damaged');
    throw error;
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): AvatarFault {
  return new AvatarFault(`larger than ${maxBytes / 1024 / 1024} MB`);
}

/** `null` when there is nothing to decode, `undefined` when it is not known how. */
function decoderOf(encoding: string | undefined): Transform | null | undefined {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

function isDecoderError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(?:Z_|ERR__ERROR)/.test(code);
}
