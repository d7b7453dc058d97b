import type { FileHandle } from 'node:fs/promises';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputFault } from '../input-fault.ts';

const MIB = 1024 * 1024;
/** An archive of at most this many bytes is held in memory. */
const MEMORY_BYTES = 16 * MIB;
const MAX_BYTES = 4 * 1024 * MIB;

/** An input that can be read from any place in it. */
export type Spooled =
  | { kind: 'memory'; bytes: Buffer; size: number; close(): Promise<void> }
  | { kind: 'file'; fd: number; size: number; close(): Promise<void> };

/**
 * Takes an input in to its end: a small one in memory, a large one in a file without a name, which is gone when the
 * process is. Throws `InputFault` where it is too large or there is no space for it.
 */
export async function spool(source: AsyncGenerator<Buffer>, name: string): Promise<Spooled> {
  const parts: Buffer[] = [];
  let size = 0;
  let file: FileHandle | undefined;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > MAX_BYTES) throw tooLarge(name);
      if (file === undefined && size > MEMORY_BYTES) {
        file = await openUnnamed();
        await file.writev(parts.splice(0));
      }
      if (file === undefined) parts.push(chunk);
      else await file.write(chunk);
    }
  } catch (error) {
    await file?.close();
    const { code } = error as { code?: unknown };
    throw typeof code === 'string' && NO_SPACE.includes(code) ? noSpace(name, error) : error;
  }
  if (file === undefined) {
    return { kind: 'memory', bytes: Buffer.concat(parts), size, close: async () => {} };
  }
  const opened = file;
  return { kind: 'file', fd: opened.fd, size, close: () => opened.close() };
}

const NO_SPACE = ['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT', 'EPERM', 'ENOENT'];

async function openUnnamed(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-'));
  try {
    return await open(join(folder, 'input'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tooLarge(name: string): InputFault {
  return new InputFault('too_large', `${name} is an archive of more than 4 GB`, {
    text: 'unpack it first, and import its files',
  });
}

function noSpace(name: string, cause: unknown): InputFault {
  return new InputFault(
    'no_temporary_space',
    `${name}: no space for temporary files to unpack it`,
    { text: 'unpack it first, and import its files' },
    { cause },
  );
}
