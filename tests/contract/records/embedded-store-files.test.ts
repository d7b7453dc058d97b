import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import type { Hint } from '#contract/hint/hint.ts';
import { renderHint } from '#contract/hint/hint.ts';
import type { UnavailableError } from '#ports/errors.ts';

/** What the two embedded stores have in common: their files. */
const STORES = [
  { kind: 'queue', create: createEmbeddedQueue },
  { kind: 'records', create: createEmbeddedRecords },
] as const;

const thread = createStorageThread();
after(() => thread.close());

for (const { kind, create } of STORES) {
  const withStore = async (
    work: (store: { ping(): Promise<void>; close(): Promise<void> }, path: string) => Promise<void>,
  ) => {
    const directory = await mkdtemp(join(tmpdir(), `influscope-${kind}-`));
    const path = join(directory, 'deep', 'state', 'store.db');
    const store = create({ thread, path });
    try {
      await work(store, path);
    } finally {
      await store.close();
      await rm(directory, { recursive: true });
    }
  };

  describe(`embedded ${kind} file`, () => {
    test('makes its directories, all for the owner alone, and leaves one file when closed', () =>
      withStore(async (store, path) => {
        await store.ping();
        for (const name of await readdir(dirname(path))) {
          assert.equal((await stat(join(dirname(path), name))).mode & 0o777, 0o600, name);
        }
        assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
        await store.close();
        assert.deepEqual(await readdir(dirname(path)), ['.store.db.id', 'store.db']);
      }));

    test('refuses a file that newer code wrote, and leaves it as it is', () =>
      withStore(async (store, path) => {
        await store.ping();
        await store.close();
        const database = new DatabaseSync(path);
        database.exec('PRAGMA user_version = 99');
        const newer = create({ thread, path });
        await assert.rejects(newer.ping(), (error: Error & { hint?: Hint }) => {
          assert.equal(error.name, 'NewerStoreError');
          assert.match(error.message, new RegExp(`path=${path}`));
          assert.match(error.hint ? renderHint(error.hint) : '', /npm ci in a clone/);
          return true;
        });
        assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, 99);
        database.close();
        await newer.close();
      }));

    test('names a file that is not a database, with what to do', () =>
      withStore(async (store, path) => {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, 'no database at all'.repeat(1_000));
        await assert.rejects(store.ping(), (error: Error & { hint?: Hint }) => {
          assert.equal(error.name, 'CorruptStoreError');
          assert.match(error.message, new RegExp(`path=${path}`));
          assert.match(
            error.hint ? renderHint(error.hint) : '',
            /mv .* .*\.damaged && rm -f .*\.id && influscope up/,
          );
          return true;
        });
      }));

    test('refuses a database of another program', () =>
      withStore(async (store, path) => {
        await mkdir(dirname(path), { recursive: true });
        const database = new DatabaseSync(path);
        database.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
        database.close();
        await assert.rejects(store.ping(), { name: 'CorruptStoreError' });
        const again = new DatabaseSync(path);
        assert.equal(again.prepare('SELECT a FROM theirs').get()?.a, 1);
        again.close();
      }));

    test('tells that its pages are damaged', () =>
      withStore(async (store, path) => {
        await store.ping();
        await store.close();
        const { size } = await stat(path);
        const file = await open(path, 'r+');
        await file.write(Buffer.alloc(size - 100, 0xff), 0, size - 100, 100);
        await file.close();
        const damaged = create({ thread, path });
        await assert.rejects(damaged.ping(), { name: 'CorruptStoreError' });
        await damaged.close();
      }));

    test('is unavailable where there can be no file, and works once there can be', () =>
      withStore(async (store, path) => {
        const blocking = dirname(dirname(path));
        await writeFile(blocking, 'a file where a directory should be');
        await assert.rejects(store.ping(), (error: UnavailableError) => {
          assert.equal(error.name, 'UnavailableError');
          assert.equal(error.code, 'invalid_path');
          assert.ok(error.message.includes(`path=${path}`), error.message);
          return true;
        });
        await rm(blocking);
        await store.ping();
      }));

    test('is unavailable where it may not write', { skip: process.getuid?.() === 0 && 'root may' }, () =>
      withStore(async (store, path) => {
        await mkdir(dirname(path), { recursive: true, mode: 0o500 });
        await assert.rejects(store.ping(), { name: 'UnavailableError', code: 'permission_denied' });
      }),
    );
  });
}
