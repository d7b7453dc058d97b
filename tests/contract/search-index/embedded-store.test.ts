import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { CorruptStoreError, NewerStoreError } from '#ports/errors.ts';
import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { generateDocuments, makeDocument } from './fixtures.ts';

const WRITER_PROCESS = fileURLToPath(new URL('./writer-process.ts', import.meta.url));

describe('embedded search index: its directory', () => {
  it('is shared by a writer and a reader that know nothing of each other', () =>
    inDirectory(async (path, open) => {
      const reader = open();
      assert.equal(await reader.count(), 0);
      const writer = open();
      await writer.upsert(generateDocuments(50, 1));
      assert.equal(await reader.count(), 50);
      await writer.delete([generateDocuments(50, 1)[0]?.profile.id ?? '']);
      assert.equal(await reader.count(), 49);
      const second = open();
      await Promise.all([
        writer.upsert(Array.from({ length: 300 }, (_, i) => makeDocument({ id: `a:${i}` }))),
        second.upsert(Array.from({ length: 300 }, (_, i) => makeDocument({ id: `b:${i}` }))),
      ]);
      assert.equal(await reader.count(), 649);
      await second.rebuild(oneBatch(generateDocuments(10, 3)));
      assert.equal(await reader.count(), 10);
      await writer.upsert([makeDocument({ id: 'c:1' })]);
      assert.equal(await reader.count(), 11);
      assert.deepEqual((await indexFiles(path)).length, 1);
    }));

  it('can be opened by many at once before it exists', () =>
    inDirectory(async (_path, open) => {
      const indexes = Array.from({ length: 4 }, () => open());
      await Promise.all(indexes.map((index, i) => index.upsert([makeDocument({ id: `x:${i}` })])));
      for (const index of indexes) assert.equal(await index.count(), 4);
    }));

  it('is scanned in small batches, since searches wait for each', () =>
    inDirectory(async (_path, open) => {
      const index = open();
      await index.upsert(generateDocuments(450, 5));
      const sizes: number[] = [];
      for await (const batch of index.scan(searchQuery())) sizes.push(batch.length);
      assert.deepEqual(sizes, [100, 100, 100, 100, 50]);
    }));

  it('holds every answered write after its process was killed', () =>
    inDirectory(async (path, open) => {
      const child = spawn(process.execPath, [WRITER_PROCESS, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let answered = 0;
      const enough = Promise.withResolvers<void>();
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        answered = Number(text.trim().split('\n').at(-1));
        if (answered >= 500) enough.resolve();
      });
      const reader = open();
      await enough.promise;
      assert.ok((await reader.count()) > 0);
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      const total = await reader.count();
      assert.ok(total >= answered, `${total} of ${answered}`);
      assert.equal((await reader.search(searchQuery({ text: 'steady' }))).total, total);
      await reader.upsert([makeDocument({ id: 'x:after', bio: 'steady' })]);
      assert.equal((await reader.search(searchQuery({ text: 'steady' }))).total, total + 1);
    }));

  it('loses what a killed rebuild left behind', () =>
    inDirectory(async (path, open) => {
      const first = open();
      await first.upsert(generateDocuments(5, 1));
      await first.close();
      const [current] = await indexFiles(path);
      await copyFile(join(path, current ?? ''), join(path, 'index-000009.db'));
      await writeFile(join(path, 'index-000009.db-journal'), 'half');
      await writeFile(join(path, 'current.tmp'), 'half');
      const second = open();
      await second.ping();
      assert.equal(await second.count(), 5);
      assert.deepEqual(await indexFiles(path), [current]);
      assert.ok(!(await readdir(path)).includes('current.tmp'));
    }));

  it('refuses a second rebuild while one is under way', () =>
    inDirectory(async (_path, open) => {
      const [first, second] = [open(), open()];
      async function* source() {
        yield generateDocuments(5, 1);
        await assert.rejects(second.rebuild(oneBatch([])), { name: 'UnavailableError' });
        await second.upsert([makeDocument({ id: 'x:other' })]);
      }
      await first.rebuild(source());
      assert.equal(await second.count(), 6);
    }));

  it('keeps its log small', () =>
    inDirectory(async (path, open) => {
      const index = open();
      for (let round = 0; round < 30; round++) {
        await index.upsert(
          generateDocuments(300, round).map((document) => ({ ...document, version: round })),
        );
        await index.search(searchQuery({ text: 'tech' }));
      }
      for (const name of await readdir(path)) {
        if (name.endsWith('-wal')) assert.ok((await stat(join(path, name))).size < 20 * 1024 * 1024);
      }
    }));
});

describe('embedded search index: damage', () => {
  const damages: [string, (file: string, path: string) => Promise<void>][] = [
    ['garbage', async (file) => writeFile(file, Buffer.alloc(100_000, 'garbage'))],
    ['cut short', async (file) => truncate(file, 8_192)],
    ['empty', async (file) => truncate(file, 0)],
    ['missing', async (file) => rm(file)],
    ['pointed to by garbage', async (_file, path) => writeFile(join(path, 'current'), '\u0000garbage')],
    [
      'overwritten in the middle',
      async (file) => {
        const bytes = await readFile(file);
        await writeFile(file, bytes.fill(0xa5, 4_096));
      },
    ],
  ];
  for (const [what, damage] of damages) {
    it(`is reported when the file is ${what}, and a rebuild fixes it`, () =>
      inDirectory(async (path, open) => {
        const before = open();
        await before.upsert(generateDocuments(200, 1));
        await before.close();
        const [file] = await indexFiles(path);
        await damage(join(path, file ?? ''), path);

        const index = open();
        const isCorrupt = (error: unknown) =>
          error instanceof CorruptStoreError && error.hint.command?.join() === 'reindex';
        await assert.rejects(index.search(searchQuery({ text: 'tech' })), isCorrupt);
        await assert.rejects(index.upsert(generateDocuments(1, 2)), isCorrupt);
        async function* source() {
          yield generateDocuments(20, 3);
          const [result] = await index.upsert([makeDocument({ id: 'x:meanwhile' })]);
          assert.equal(result?.status, 'written');
          await index.delete([generateDocuments(20, 3)[0]?.profile.id ?? '']);
          yield generateDocuments(20, 3).slice(0, 1);
        }
        await index.rebuild(source());
        await index.ping();
        assert.equal(await index.count(), 20);
        assert.deepEqual((await indexFiles(path)).length, 1);
      }));
  }

  it('is reported when the text of a profile is cut, and a rebuild fixes it', () =>
    inDirectory(async (path, open) => {
      const before = open();
      await before.upsert(generateDocuments(20, 1));
      await before.close();
      const [file] = await indexFiles(path);
      const database = new DatabaseSync(join(path, file ?? ''));
      database.exec('UPDATE profiles SET json = substr(json, 1, 9)');
      database.close();

      const index = open();
      await assert.rejects(
        index.search(searchQuery({})),
        (error: unknown) => error instanceof CorruptStoreError && error.hint.command?.join() === 'reindex',
      );
      async function* source() {
        yield generateDocuments(20, 1);
      }
      await index.rebuild(source());
      assert.equal((await index.search(searchQuery({}))).total, 20);
    }));

  it('does not touch a store of newer code', () =>
    inDirectory(async (path, open) => {
      const before = open();
      await before.upsert(generateDocuments(3, 1));
      await before.close();
      const file = join(path, (await indexFiles(path))[0] ?? '');
      const db = new DatabaseSync(file);
      db.exec('PRAGMA user_version = 999');
      db.close();
      const bytes = await readFile(file);
      const index = open();
      const isNewer = (error: unknown) => error instanceof NewerStoreError && error.hint.text !== '';
      await assert.rejects(index.ping(), isNewer);
      await assert.rejects(index.count(), isNewer);
      await assert.rejects(index.upsert(generateDocuments(1, 1)), isNewer);
      await assert.rejects(index.rebuild(oneBatch([])), isNewer);
      assert.deepEqual(await readFile(file), bytes);
    }));

  it('says that a directory cannot be used', () =>
    inDirectory(async (path) => {
      await writeFile(path, 'a file');
      const index = createEmbeddedSearchIndex({ path });
      await assert.rejects(index.ping(), { name: 'UnavailableError' });
      await index.close();
    }));
});

async function inDirectory(work: (path: string, open: () => SearchIndex) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-search-'));
  const path = join(directory, 'search');
  const opened: SearchIndex[] = [];
  try {
    await work(path, () => {
      const index = createEmbeddedSearchIndex({ path });
      opened.push(index);
      return index;
    });
  } finally {
    await Promise.all(opened.map((index) => index.close()));
    await rm(directory, { recursive: true, maxRetries: 5 });
  }
}

async function indexFiles(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => /^index-.*\.db$/.test(name));
}

async function* oneBatch(documents: readonly SearchDocument[]) {
  yield documents;
}
