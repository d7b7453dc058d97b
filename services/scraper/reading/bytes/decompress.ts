import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { InputFault } from '../input-fault.ts';
import { createBombGuard } from './bomb-guard.ts';

/** Unpacks gzip or Zstandard. Throws `InputFault` where it is damaged, cut off or a bomb. */
export async function* decompress(
  source: AsyncGenerator<Buffer>,
  kind: 'gzip' | 'zstd',
  name: string,
): AsyncGenerator<Buffer> {
  const guard = createBombGuard(name);
  let failure: { error: unknown } | undefined;
  const counted = async function* () {
    try {
      for await (const chunk of source) {
        guard.countPacked(chunk.length);
        yield chunk;
      }
    } catch (error) {
      // It passes through the decoder as if it were the decoder's own.
      failure = { error };
      throw error;
    }
  };
  const input = Readable.from(counted(), { objectMode: false });
  const decoder = kind === 'gzip' ? createGunzip() : createZstdDecompress();
  input.once('error', (error) => decoder.destroy(error));
  input.pipe(decoder);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      guard.countUnpacked(chunk.length);
      yield chunk;
    }
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    if (error instanceof InputFault) throw error;
    throw new InputFault(
      'damaged_archive',
      `${name} is damaged or incomplete: it cannot be unpacked to its end`,
      { text: 'download or copy the file again, then repeat the import' },
      { cause: error },
    );
  } finally {
    input.destroy();
    decoder.destroy();
  }
}
