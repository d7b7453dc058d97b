import { statSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertRoom, assertWritable } from '#adapters/embedded-storage/disk-fault.ts';
import { matchFolderIdentity } from '#adapters/embedded-storage/folder-identity.ts';
import { translateStoreError } from '#adapters/embedded-storage/storage-errors.ts';
import { missingStore, readIdentity, rememberedIdentity } from '#adapters/embedded-storage/store-identity.ts';
import { createWorkInHand } from '#adapters/work-in-hand.ts';
import { FOLDER_IDENTITY } from '#contract/embedded-stores.ts';
import { makeFolder } from '#lib/files/make-folder.ts';
import { CorruptStoreError } from '#ports/errors.ts';
import type { ObjectInfo, ObjectStore } from '#ports/object-store.ts';
import { assertPrefix } from '../object-key.ts';
import { assertObjectSize } from '../object-size.ts';
import { createDurableRename, syncDirectory, writeDurably } from './durable-write.ts';
import { decodeObject, encodeObject, HEADER_BYTES } from './object-file.ts';
import { fileToKey, keyToFile } from './object-key.ts';
import { createTempNames, removeStaleTempFiles } from './temp-files.ts';

export interface FilesystemObjectStoreOptions {
  /** The store's directory; it and its parents are created. */
  path: string;
}

const KIND = 'object store';

/**
 * Objects as files, for any number of processes on one machine. Keys whose name grows beyond 255 bytes (each upper
 * case letter counts twice) are refused. A listing is in no particular order.
 */
export function createFilesystemObjectStore({ path }: FilesystemObjectStoreOptions): ObjectStore {
  const tempDirectory = join(path, 'tmp');
  const nextTempName = createTempNames();
  const renameDurably = createDurableRename();
  const inHand = createWorkInHand(`The object store in ${path}`);
  let prepared: Promise<void> | undefined;

  const directory = join(path, 'objects');
  const fileOf = (key: string) => join(directory, keyToFile(key));

  const prepare = () => {
    prepared ??= prepareDirectories(path, directory, tempDirectory).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };

  /** Runs one operation, so that `close` waits for it and its errors name the store. */
  const run = <T>(operation: () => Promise<T>): Promise<T> =>
    inHand.run(async () => {
      try {
        await prepare();
        return await operation();
      } catch (error) {
        throw translateStoreError(error, { kind: KIND, path });
      }
    });

  const write = async (target: string, bytes: Uint8Array): Promise<true> => {
    const temp = join(tempDirectory, nextTempName());
    await writeDurably(temp, bytes);
    try {
      await renameDurably(temp, target);
    } catch (error) {
      await rm(temp, { force: true });
      throw error;
    }
    return true;
  };

  async function* list(prefix: string): AsyncGenerator<ObjectInfo> {
    assertPrefix(prefix);
    for (const name of (await run(() => absentIsUndefined(readdir(directory)))) ?? []) {
      const key = fileToKey(name);
      if (!key?.startsWith(prefix)) continue;
      const info = await run(() => absentIsUndefined(stat(join(directory, name))));
      if (info) yield { key, size: info.size - HEADER_BYTES };
    }
  }

  return {
    async put(key, body, { contentType, immutable = false }) {
      const target = fileOf(key);
      assertObjectSize(key, body.byteLength);
      const bytes = encodeObject(body, contentType);
      await run(async () => {
        if (immutable && (await isWhole(target))) return;
        assertRoom(KIND, target);
        if (await absentIsUndefined(write(target, bytes))) return;
        // The directories were removed under it.
        prepared = undefined;
        await prepare();
        await write(target, bytes);
      });
    },
    async get(key) {
      const file = fileOf(key);
      const bytes = await run(() => absentIsUndefined(readFile(file)));
      if (bytes === undefined) return undefined;
      const object = decodeObject(bytes);
      if (object) return object;
      throw new CorruptStoreError(`The object's file is damaged [key=${key}] [path=${file}]`, {
        shell: [['rm', file]],
      });
    },
    list,
    async delete(key) {
      const file = fileOf(key);
      await run(async () => {
        await rm(file, { force: true });
        await absentIsUndefined(syncDirectory(dirname(file)));
      });
    },
    ping: () =>
      run(async () => {
        const at = { store: 'objects', kind: 'object store', path } as const;
        const isEmpty = readIdentity(join(path, FOLDER_IDENTITY)) === undefined;
        if (isEmpty && rememberedIdentity(path) !== undefined) throw missingStore(at);
        await stat(tempDirectory);
        matchFolderIdentity(at);
        assertWritable(KIND, tempDirectory);
      }),
    close: inHand.close,
  };
}

async function prepareDirectories(path: string, directory: string, tempDirectory: string): Promise<void> {
  for (const needed of [directory, tempDirectory]) makeFolder(needed);
  await syncDirectory(path);
  await syncDirectory(dirname(path));
  await removeStaleTempFiles(tempDirectory);
}

/** A damaged file is not worth keeping. Most files are new: finding none must cost little. */
async function isWhole(file: string): Promise<boolean> {
  if (!isPresent(file)) return false;
  const bytes = await absentIsUndefined(readFile(file));
  return bytes !== undefined && decodeObject(bytes) !== undefined;
}

/** At once: to hand this to another thread costs this one more than the answer takes. */
function isPresent(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

async function absentIsUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
