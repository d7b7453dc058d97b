import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import type { ObjectStore } from '#ports/object-store.ts';

const PNG = { contentType: 'image/png' };

describe('filesystem object store files', () => {
  test('files are for the owner alone, and no temporary one is left', () =>
    withStore(async (objects, path) => {
      await objects.put('avatars/a.png', Buffer.from('1'), PNG);
      const [file] = await objectFiles(path);
      assert.ok(file);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.equal((await stat(path)).mode & 0o777, 0o700);
      assert.deepEqual(await readdir(join(path, 'tmp')), []);
    }));

  test('what was answered before the process was killed is whole, its temporary files are removed', () =>
    withStore(async (_objects, path) => {
      const script = join(import.meta.dirname, 'object-process.ts');
      const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      const keys: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        keys.push(line);
        if (keys.length === 30) child.kill('SIGKILL');
      }
      if (child.signalCode === null) await once(child, 'exit');
      const again = createFilesystemObjectStore({ path });
      await again.ping();
      assert.deepEqual(await readdir(join(path, 'tmp')), []);
      for (const key of keys) assert.equal((await again.get(key))?.body.byteLength, 20_000, key);
      await again.close();
    }));

  test('names an object whose file is damaged', () =>
    withStore(async (objects, path) => {
      await objects.put('a', Buffer.alloc(1_000), PNG);
      const [file] = await objectFiles(path);
      assert.ok(file);
      await truncate(file, 700);
      await assert.rejects(objects.get('a'), { name: 'CorruptStoreError', hint: { shell: [['rm', file]] } });
      await objects.put('a', Buffer.alloc(1_000), { ...PNG, immutable: true });
      assert.equal((await objects.get('a'))?.body.byteLength, 1_000);
    }));

  test('refuses a key that no file system can hold', () =>
    withStore(async (objects) => {
      await objects.put('x'.repeat(255), Buffer.from('1'), PNG);
      await assert.rejects(objects.put('x'.repeat(256), Buffer.from('1'), PNG), {
        name: 'InvalidRequestError',
      });
    }));

  test('is unavailable where there can be no directory, and works once there can be', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'influscope-objects-'));
    const blocking = join(directory, 'file');
    await writeFile(blocking, '');
    const objects = createFilesystemObjectStore({ path: join(blocking, 'objects') });
    await assert.rejects(objects.ping(), { name: 'UnavailableError', message: /not a directory/ });
    await assert.rejects(objects.put('a', Buffer.from('1'), PNG), { name: 'UnavailableError' });
    await rm(blocking);
    await objects.put('a', Buffer.from('1'), PNG);
    await objects.close();
    await rm(directory, { recursive: true });
  });

  test('works on when its directories are removed under it', () =>
    withStore(async (objects, path) => {
      await objects.put('a', Buffer.from('1'), PNG);
      await rm(path, { recursive: true });
      assert.equal(await objects.get('a'), undefined);
      await objects.delete('a');
      for await (const info of objects.list('')) assert.fail(info.key);
      await objects.put('a', Buffer.from('2'), PNG);
      assert.equal((await objects.get('a'))?.body.byteLength, 1);
    }));
});

async function withStore(work: (objects: ObjectStore, path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-objects-'));
  const path = join(directory, 'objects');
  const objects = createFilesystemObjectStore({ path });
  try {
    await work(objects, path);
  } finally {
    await objects.close();
    await rm(directory, { recursive: true });
  }
}

async function objectFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
