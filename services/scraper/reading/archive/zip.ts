import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { createBombGuard } from '../bytes/bomb-guard.ts';
import { InputFault } from '../input-fault.ts';
import { unpackHint } from '../unpack-hint.ts';
import { spool } from './spool.ts';

/** An open ZIP archive. */
export interface Zip {
  /** Paths of the files in it, in their order. */
  paths: readonly string[];
  /** The bytes of a file, empty where there is none. Throws `InputFault` where it is damaged, encrypted or a bomb. */
  read(path: string): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

const MAX_MEMBERS = 10_000;
const STORED = 0;
const DEFLATED = 8;

/** Opens the archive that the source holds. Throws `InputFault`. */
export async function openZip(source: AsyncGenerator<Buffer>, name: string): Promise<Zip> {
  // By its default: bundled, a CommonJS module has no other name.
  const { default: yauzl } = await import('yauzl');
  const { fromBufferPromise, fromFdPromise } = yauzl;
  const spooled = await spool(source, name);
  const options = { autoClose: false, lazyEntries: true };
  let file: ZipFile | undefined;
  const entries = new Map<string, Entry>();
  try {
    file = await (spooled.kind === 'memory'
      ? fromBufferPromise(spooled.bytes, options)
      : fromFdPromise(spooled.fd, options));
    if (file.entryCount > MAX_MEMBERS) {
      throw new InputFault('too_many_members', `${name} contains more than 10,000 files`, {
        text: 'unpack it first, and import the files in parts',
      });
    }
    for await (const entry of file.eachEntry()) {
      if (!entry.fileName.endsWith('/') && !entries.has(entry.fileName)) entries.set(entry.fileName, entry);
    }
  } catch (error) {
    await spooled.close();
    throw error instanceof InputFault ? error : damaged(name, error);
  }
  const zip = file;
  const guard = createBombGuard(name);
  guard.countPacked(spooled.size);
  return {
    paths: [...entries.keys()],
    async *read(path) {
      const entry = entries.get(path);
      if (entry === undefined) return;
      refuseUnreadable(entry, name);
      let stream: Readable | undefined;
      try {
        stream = await zip.openReadStreamPromise(entry);
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          guard.countUnpacked(chunk.length);
          yield chunk;
        }
      } catch (error) {
        throw error instanceof InputFault ? error : damaged(`${name}/${path}`, error);
      } finally {
        stream?.destroy();
      }
    },
    // The file belongs to `spooled`: closing it twice could close another that was given its number.
    close: () => spooled.close(),
  };
}

function refuseUnreadable(entry: Entry, name: string): void {
  const what = `${name}/${entry.fileName}`;
  if (entry.isEncrypted()) {
    const hint = unpackHint(name, (file) => ['unzip', '-p', file]);
    throw new InputFault('encrypted', `${what} is encrypted`, hint);
  }
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw new InputFault(
      'unknown_compression',
      `${what} uses an unsupported compression (method ${entry.compressionMethod})`,
      { text: 'unpack it first, and import its files' },
    );
  }
}

function damaged(name: string, cause: unknown): InputFault {
  return new InputFault(
    'damaged_archive',
    `${name} is damaged or incomplete: it cannot be unpacked`,
    { text: 'download or copy the file again, then repeat the import' },
    { cause },
  );
}
