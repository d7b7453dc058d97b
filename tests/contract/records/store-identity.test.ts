import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedQueue } from '#adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { identityPath } from '#contract/embedded-stores.ts';

interface Store {
  ping(): Promise<void>;
  close(): Promise<void>;
}

const thread = createStorageThread();
after(() => thread.close());

const FILES: [kind: string, create: (path: string) => Store][] = [
  ['queue', (path) => createEmbeddedQueue({ thread, path })],
  ['records', (path) => createEmbeddedRecords({ thread, path })],
];
const FOLDERS: [kind: string, create: (path: string) => Store][] = [
  ['search', (path) => createEmbeddedSearchIndex({ path })],
  ['objects', (path) => createFilesystemObjectStore({ path })],
];

const CORRUPT = { name: 'CorruptStoreError' };

for (const [kind, create] of [...FILES, ...FOLDERS]) {
  const inFolder = async (work: (place: Place) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), 'influscope-identity-'));
    const opened: Store[] = [];
    const path = join(folder, 'store');
    const open = (at = path) => {
      const store = create(at);
      opened.push(store);
      return store;
    };
    try {
      await work({ folder, path, open });
    } finally {
      for (const store of opened) await store.close();
      await rm(folder, { recursive: true, maxRetries: 5 });
    }
  };
  interface Place {
    folder: string;
    path: string;
    open(at?: string): Store;
  }
  const createAndClose = async (place: Place, at = place.path) => {
    const store = place.open(at);
    await store.ping();
    await store.close();
  };

  describe(`identity of the ${kind}`, () => {
    test('opens again', () =>
      inFolder(async (place) => {
        await createAndClose(place);
        await place.open().ping();
      }));

    test('refuses to start empty where the store is missing, and leaves nothing behind', () =>
      inFolder(async (place) => {
        await createAndClose(place);
        await rm(place.path, { recursive: true });
        await assert.rejects(place.open().ping(), CORRUPT);
        await assert.rejects(place.open().ping(), CORRUPT);
      }));

    test('refuses another store in its place', () =>
      inFolder(async (place) => {
        await createAndClose(place);
        await createAndClose(place, join(place.folder, 'other'));
        await rm(place.path, { recursive: true });
        await rename(join(place.folder, 'other'), place.path);
        await assert.rejects(place.open().ping(), CORRUPT);
      }));

    test('opens a backup of itself', () =>
      inFolder(async (place) => {
        await createAndClose(place);
        await cp(place.path, join(place.folder, 'backup'), { recursive: true });
        await rm(place.path, { recursive: true });
        await rename(join(place.folder, 'backup'), place.path);
        await place.open().ping();
      }));

    test('starts empty once its id is removed', () =>
      inFolder(async (place) => {
        await createAndClose(place);
        await rm(place.path, { recursive: true });
        await rm(identityPath(place.path));
        await place.open().ping();
        assert.ok((await readdir(place.folder)).includes('store'));
      }));

    test('remembers a store from before there were ids', () =>
      inFolder(async (place) => {
        await createAndClose(place);
        await rm(identityPath(place.path));
        await createAndClose(place);
        await rm(place.path, { recursive: true });
        await assert.rejects(place.open().ping(), CORRUPT);
      }));

    test('notices that the store was deleted while it is open', () =>
      inFolder(async (place) => {
        const store = place.open();
        await store.ping();
        await rename(place.path, join(place.folder, 'away'));
        await assert.rejects(store.ping(), CORRUPT);
      }));

    test('notices that another store took its place while it is open', () =>
      inFolder(async (place) => {
        await createAndClose(place, join(place.folder, 'other'));
        const store = place.open();
        await store.ping();
        await rename(place.path, join(place.folder, 'away'));
        await rename(join(place.folder, 'other'), place.path);
        await assert.rejects(store.ping(), CORRUPT);
      }));
  });
}

for (const [kind, create] of FILES) {
  describe(`identity of the ${kind}`, () => {
    const emptied: [name: string, empty: (path: string) => Promise<void>][] = [
      ['cut to no byte', (path) => truncate(path, 0)],
      [
        'replaced by an empty database',
        async (path) => {
          await rm(path);
          using database = new DatabaseSync(path);
          database.exec('VACUUM');
        },
      ],
      ['replaced by an empty file', (path) => writeFile(path, '')],
    ];
    for (const [name, empty] of emptied) {
      test(`refuses a file that was ${name}`, async () => {
        const folder = await mkdtemp(join(tmpdir(), 'influscope-identity-'));
        const path = join(folder, 'store.db');
        const first = create(path);
        await first.ping();
        await first.close();
        await empty(path);
        const second = create(path);
        await assert.rejects(second.ping(), CORRUPT);
        await second.close();
        await rm(folder, { recursive: true });
      });
    }
  });
}
