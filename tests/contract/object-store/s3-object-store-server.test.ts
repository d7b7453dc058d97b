import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createS3Client } from '#adapters/objects/s3/s3-client.ts';
import { createS3ObjectStore } from '#adapters/objects/s3/s3-object-store.ts';
import type { UnavailableError } from '#ports/errors.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { MAX_OBJECT_BYTES } from '#ports/object-store.ts';
import type { TestBucket } from '#tests/support/servers/s3-bucket.ts';
import { testBucket } from '#tests/support/servers/s3-bucket.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';

const url = serverUrl('OBJECTS_URL');
const PNG = { contentType: 'image/png' };

describe('S3 object store and its server', { skip: url === undefined }, () => {
  test('several stores make the missing bucket at the same time', () =>
    withBucket(async ({ location }) => {
      const stores = Array.from({ length: 6 }, () => open(location));
      await Promise.all(stores.map((store, n) => store.put(`from/${n}`, Buffer.from('1'), PNG)));
      assert.equal((await list(stores[0] as ObjectStore, 'from/')).length, 6);
      await Promise.all(stores.map((store) => store.close()));
    }));

  test('works on when the bucket is removed under it', () =>
    withStore(async (objects, { client, location }) => {
      await objects.put('a', Buffer.from('1'), PNG);
      await objects.delete('a');
      await client.send(new DeleteBucketCommand({ Bucket: location.bucket }));
      assert.equal(await objects.get('a'), undefined);
      await client.send(new DeleteBucketCommand({ Bucket: location.bucket }));
      await objects.put('a', Buffer.from('2'), PNG);
      assert.equal((await objects.get('a'))?.body.byteLength, 1);
    }));

  test('what is named by its content may be cached for ever, anything else may not', () =>
    withStore(async (objects, { client, location }) => {
      await objects.put('a', Buffer.from('1'), { contentType: 'image/webp', immutable: true });
      await objects.put('b', Buffer.from('1'), { contentType: 'image/webp' });
      const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket: location.bucket, Key }));
      const [a, b] = await Promise.all([head('a'), head('b')]);
      assert.deepEqual(
        [a.ContentType, a.CacheControl],
        ['image/webp', 'public, max-age=31536000, immutable'],
      );
      assert.equal(b.CacheControl, undefined);
    }));

  test('lists more than fits one page', () =>
    withBucket(async ({ location }) => {
      const client = createS3Client(location, null);
      const objects = createS3ObjectStore({ client, location, pageSize: 2 });
      const keys = ['many/0', 'many/1', 'many/2', 'many/3', 'many/4'];
      await Promise.all(keys.map((key) => objects.put(key, Buffer.from('x'), PNG)));
      assert.deepEqual(await list(objects, 'many/'), keys);
      await objects.close();
    }));

  test('reads no more of an object than an object may have', () =>
    withStore(async (objects, { client, location }) => {
      await objects.ping();
      const Body = Buffer.alloc(MAX_OBJECT_BYTES + 1);
      await client.send(new PutObjectCommand({ Bucket: location.bucket, Key: 'strange', Body }));
      await assert.rejects(objects.get('strange'), { name: 'InvalidRequestError', code: 'object_too_large' });
      await objects.put('a', Buffer.from('1'), PNG);
      assert.equal((await objects.get('a'))?.body.byteLength, 1);
    }));

  test('says that the credentials are refused, without showing them', () =>
    withBucket(async ({ client, location }) => {
      await client.send(new CreateBucketCommand({ Bucket: location.bucket }));
      const keys = { accessKeyId: 'AKIDWRONG', secretAccessKey: 'wrong-secret' };
      const objects = createS3ObjectStore({ client: createS3Client(location, keys), location });
      const error = await objects.ping().then(
        () => assert.fail(),
        (thrown: UnavailableError) => thrown,
      );
      assert.equal(error.name, 'UnavailableError');
      assert.equal(error.code, 'access_denied');
      await assert.rejects(objects.put('a', Buffer.from('1'), PNG), { name: 'UnavailableError' });
      assert.doesNotMatch(String(error.stack) + JSON.stringify(error), /AKIDWRONG|wrong-secret/);
      await objects.close();
    }));
});

async function list(objects: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys;
}

function open(location: TestBucket['location']): ObjectStore {
  return createS3ObjectStore({ client: createS3Client(location, null), location });
}

async function withBucket(work: (bucket: TestBucket) => Promise<void>): Promise<void> {
  const bucket = testBucket(url);
  try {
    await work(bucket);
  } finally {
    await bucket.remove();
  }
}

async function withStore(work: (objects: ObjectStore, bucket: TestBucket) => Promise<void>): Promise<void> {
  await withBucket(async (bucket) => {
    const objects = open(bucket.location);
    try {
      await work(objects, bucket);
    } finally {
      await objects.close();
    }
  });
}
