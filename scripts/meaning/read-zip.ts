import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** Files of a zip archive that `wanted` accepts, by path. */
export async function readZip(
  bytes: Buffer,
  wanted: (path: string) => boolean = () => true,
): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    if (wanted(entry.fileName))
      files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return files;
}
