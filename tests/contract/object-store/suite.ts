import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ObjectStore } from '#ports/object-store.ts';
import { MAX_OBJECT_BYTES } from '#ports/object-store.ts';

export interface ObjectStoreUnderTest {
  objects: ObjectStore;
  /** Closes the store and removes what it left. */
  dispose(): Promise<void>;
}

const PNG = { contentType: 'image/png' };

/** What every object store must do; `makeStore` answers an empty one. Skipped where its server is not there. */
export function objectStoreContract(
  name: string,
  makeStore: () => Promise<ObjectStoreUnderTest>,
  options: { skip?: boolean } = {},
): void {
  const withStore = async (work: (objects: ObjectStore) => Promise<void>) => {
    const { objects, dispose } = await makeStore();
    try {
      await work(objects);
    } finally {
      await dispose();
    }
  };

  describe(`object store contract: ${name}`, options, () => {
    test('answers ping once it can be used', () => withStore((objects) => objects.ping()));

    test('gives back the bytes and the content type', () =>
      withStore(async (objects) => {
        const body = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 31) % 256);
        await objects.put('avatars/a.png', body, { contentType: 'image/svg+xml; charset=utf-8' });
        const stored = await objects.get('avatars/a.png');
        assert.deepEqual(Buffer.from(stored?.body ?? []), Buffer.from(body));
        assert.equal(stored?.contentType, 'image/svg+xml; charset=utf-8');
        assert.match(stored.etag, /^[^"]+$/);
      }));

    test('keeps an object without bytes', () =>
      withStore(async (objects) => {
        await objects.put('empty', new Uint8Array(), PNG);
        assert.equal((await objects.get('empty'))?.body.byteLength, 0);
      }));

    test('answers undefined for what is not there', () =>
      withStore(async (objects) => {
        assert.equal(await objects.get('avatars/absent.png'), undefined);
      }));

    test('the etag follows the bytes', () =>
      withStore(async (objects) => {
        await objects.put('one', Buffer.from('same'), PNG);
        await objects.put('two', Buffer.from('other'), PNG);
        const before = (await objects.get('one'))?.etag;
        assert.notEqual((await objects.get('two'))?.etag, before);
        await objects.put('one', Buffer.from('same'), PNG);
        assert.equal((await objects.get('one'))?.etag, before);
      }));

    test('replaces bytes and type in one step', () =>
      withStore(async (objects) => {
        const versions = ['image/png', 'image/jpeg', 'image/webp'].map((contentType, n) => ({
          contentType,
          body: Buffer.alloc(50_000, n + 1),
        }));
        await objects.put('a', versions[0]?.body ?? Buffer.alloc(0), PNG);
        const writes = versions.map(({ body, contentType }) => objects.put('a', body, { contentType }));
        const reads = Array.from({ length: 10 }, () => objects.get('a'));
        for (const stored of await Promise.all(reads)) {
          const version = versions.find(({ contentType }) => contentType === stored?.contentType);
          assert.ok(version && stored && version.body.equals(stored.body));
        }
        await Promise.all(writes);
      }));

    test('keeps the stored object when the key is a hash of its bytes, otherwise replaces it', () =>
      withStore(async (objects) => {
        const immutable = { contentType: 'image/webp', immutable: true };
        await objects.put('hash', Buffer.from('first'), immutable);
        await objects.put('hash', Buffer.from('other'), { contentType: 'image/png', immutable: true });
        const kept = await objects.get('hash');
        assert.equal(Buffer.from(kept?.body ?? []).toString(), 'first');
        assert.equal(kept?.contentType, 'image/webp');
        await objects.put('hash', Buffer.from('other'), PNG);
        assert.equal(Buffer.from((await objects.get('hash'))?.body ?? []).toString(), 'other');
      }));

    test('takes the same immutable object from many writers at the same time', () =>
      withStore(async (objects) => {
        const body = Buffer.alloc(30_000, 7);
        const put = () => objects.put('avatars/same.png', body, { ...PNG, immutable: true });
        await Promise.all(Array.from({ length: 20 }, put));
        assert.ok(body.equals((await objects.get('avatars/same.png'))?.body ?? Buffer.alloc(0)));
      }));

    test('takes an object of the largest size, and refuses one byte more', () =>
      withStore(async (objects) => {
        await objects.put('largest', Buffer.alloc(MAX_OBJECT_BYTES, 1), PNG);
        assert.equal((await objects.get('largest'))?.body.byteLength, MAX_OBJECT_BYTES);
        await assert.rejects(objects.put('larger', Buffer.alloc(MAX_OBJECT_BYTES + 1), PNG), {
          name: 'InvalidRequestError',
        });
        assert.equal(await objects.get('larger'), undefined);
      }));

    test('tells keys apart by case, and a key from one below it', () =>
      withStore(async (objects) => {
        const keys = ['a', 'A', 'a/b', 'a/B', 'a.b', 'a-b', 'a_b', 'a/b/c'];
        await Promise.all(keys.map((key) => objects.put(key, Buffer.from(key), PNG)));
        for (const key of keys)
          assert.equal(Buffer.from((await objects.get(key))?.body ?? []).toString(), key);
        const listed = await list(objects, '');
        assert.deepEqual(
          listed.filter((key) => !key.startsWith('a/')),
          ['A', 'a', 'a-b', 'a.b', 'a_b'],
        );
      }));

    test('lists by prefix with sizes', () =>
      withStore(async (objects) => {
        await objects.put('avatars/x/1.png', Buffer.alloc(10), PNG);
        await objects.put('avatars/x/2.png', Buffer.alloc(20), PNG);
        await objects.put('avatars/y.png', Buffer.alloc(30), PNG);
        assert.deepEqual(await list(objects, 'avatars/x/'), ['avatars/x/1.png', 'avatars/x/2.png']);
        assert.deepEqual(await list(objects, 'avatars/y'), ['avatars/y.png']);
        assert.deepEqual(await list(objects, 'none'), []);
        for await (const { key, size } of objects.list('avatars/y')) {
          assert.deepEqual({ key, size }, { key: 'avatars/y.png', size: 30 });
        }
      }));

    test('deletes; what is not there is no error', () =>
      withStore(async (objects) => {
        await objects.put('a', Buffer.from('1'), PNG);
        await objects.delete('a');
        await objects.delete('a');
        assert.equal(await objects.get('a'), undefined);
        assert.deepEqual(await list(objects, ''), []);
      }));

    for (const key of [
      '',
      '.',
      '..',
      '../a',
      'a/../b',
      '/a',
      'a/',
      'a//b',
      'a/./b',
      'a\\b',
      'ä',
      'a b',
      'a\0',
    ]) {
      test(`refuses the key ${JSON.stringify(key)}`, () =>
        withStore(async (objects) => {
          const refused = { name: 'InvalidRequestError' };
          await assert.rejects(objects.put(key, Buffer.from('1'), PNG), refused);
          await assert.rejects(objects.get(key), refused);
          await assert.rejects(objects.delete(key), refused);
        }));
    }

    test('refuses a prefix that leaves the store', () =>
      withStore(async (objects) => {
        for (const prefix of ['..', '../', 'a/../', '/']) {
          await assert.rejects(list(objects, prefix), { name: 'InvalidRequestError' });
        }
      }));

    test('closing twice is closing once; a closed store refuses work', () =>
      withStore(async (objects) => {
        await objects.ping();
        await objects.close();
        await objects.close();
        await assert.rejects(objects.get('a'), { name: 'UnavailableError' });
      }));
  });
}

async function list(objects: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys.sort();
}
