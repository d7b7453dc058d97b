import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { CreateBucketCommand, DeleteBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { ensureReader } from '#adapters/objects/s3/ensure-reader.ts';
import type { S3Credentials } from '#adapters/objects/s3/s3-client.ts';
import { createS3Client } from '#adapters/objects/s3/s3-client.ts';
import { createS3ObjectStore } from '#adapters/objects/s3/s3-object-store.ts';
import type { MinioRequest } from '#lib/minio/minio-admin.ts';
import { askMinio } from '#lib/minio/minio-admin.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import type { TestBucket } from '#tests/support/servers/s3-bucket.ts';
import { testBucket } from '#tests/support/servers/s3-bucket.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';

const url = serverUrl('OBJECTS_URL');
const PNG = { contentType: 'image/png' };
const signal = () => AbortSignal.timeout(60_000);

describe('the user of the API on a MinIO server', { skip: url === undefined }, () => {
  let bucket: TestBucket;
  let other: TestBucket;
  let writer: ObjectStore;
  let administrator: S3Credentials;
  let location: TestBucket['location'] & { endpoint: string; region: string };
  const user = `influscope-reader-${randomUUID()}`;
  const stores: ObjectStore[] = [];
  const open = (credentials: S3Credentials, at = bucket.location, provision?: () => Promise<void>) => {
    const store = createS3ObjectStore({
      client: createS3Client(at, credentials),
      location: at,
      ...(provision && { provision }),
    });
    stores.push(store);
    return store;
  };
  const reader = (secretAccessKey = 'first-secret') => ({ accessKeyId: user, secretAccessKey });
  const provision = (as: S3Credentials) =>
    ensureReader({ location, administrator, reader: as, logger: silentLogger() }, signal());

  before(async () => {
    bucket = testBucket(url);
    other = testBucket(url);
    const { accessKeyId, secretAccessKey } = await bucket.client.config.credentials();
    administrator = { accessKeyId, secretAccessKey };
    const { endpoint, region } = bucket.location;
    location = { ...bucket.location, endpoint: endpoint ?? '', region: region ?? '' };
    writer = open(administrator, bucket.location, () => provision(reader()));
    await writer.put('avatars/a.png', Buffer.from('picture'), PNG);
    await other.client.send(new CreateBucketCommand({ Bucket: other.location.bucket }));
  });
  after(async () => {
    const server = { ...location, ...administrator };
    const remove = (operation: string, query: Record<string, string>) =>
      askMinio(server, { method: 'DELETE', operation, query }, signal());
    await remove('remove-user', { accessKey: user });
    await remove('remove-canned-policy', { name: `${location.bucket}-reader` });
    for (const store of stores) await store.close();
    await bucket.remove();
    await other.remove();
  });

  test('reads objects, and finds that one is missing', async () => {
    const store = open(reader());
    await store.ping();
    assert.equal(Buffer.from((await store.get('avatars/a.png'))?.body ?? []).toString(), 'picture');
    assert.equal(await store.get('avatars/none.png'), undefined);
  });

  test('writes, replaces and deletes nothing', async () => {
    const store = open(reader());
    const denied = { name: 'UnavailableError', code: 'access_denied' };
    await assert.rejects(store.put('avatars/b.png', Buffer.from('x'), PNG), denied);
    await assert.rejects(store.put('avatars/a.png', Buffer.from('x'), PNG), denied);
    await assert.rejects(store.put('avatars/c.png', Buffer.from('x'), { ...PNG, immutable: true }), denied);
    await assert.rejects(store.delete('avatars/a.png'), denied);
    assert.equal(Buffer.from((await writer.get('avatars/a.png'))?.body ?? []).toString(), 'picture');
  });

  test('has no rights on buckets, and none on other buckets', async () => {
    const client = createS3Client(bucket.location, reader());
    const Bucket = bucket.location.bucket;
    const refused = (sent: Promise<unknown>) => assert.rejects(sent, { name: 'AccessDenied' });
    await refused(client.send(new CreateBucketCommand({ Bucket: `new-${randomUUID()}` })));
    await refused(client.send(new DeleteBucketCommand({ Bucket })));
    await refused(client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' })));
    client.destroy();
    await assert.rejects(open(reader(), other.location).ping(), { code: 'access_denied' });
  });

  test('has no rights of an administrator', async () => {
    const requests: MinioRequest[] = [
      { method: 'GET', operation: 'info', query: {} },
      { method: 'GET', operation: 'list-users', query: {} },
      { method: 'PUT', operation: 'add-canned-policy', query: { name: 'x' }, body: { plain: '{}' } },
      { method: 'PUT', operation: 'add-user', query: { accessKey: 'x' }, body: { secret: '{}' } },
      {
        method: 'PUT',
        operation: 'set-user-or-group-policy',
        query: { policyName: 'readwrite', userOrGroup: user, isGroup: 'false' },
      },
      { method: 'DELETE', operation: 'remove-user', query: { accessKey: user } },
    ];
    for (const request of requests) {
      const { status } = await askMinio({ ...location, ...reader() }, request, signal());
      assert.equal(status, 403, request.operation);
    }
  });

  test('a new password replaces the old one', async () => {
    await provision(reader('second-secret'));
    await open(reader('second-secret')).ping();
    await assert.rejects(open(reader('first-secret')).ping(), { name: 'UnavailableError' });
  });

  test('an administrator with a wrong key creates nothing, and the error names no secret', async () => {
    const wrong = { ...administrator, secretAccessKey: 'wrong-secret' };
    const attempt = ensureReader(
      { location, administrator: wrong, reader: reader('third-secret'), logger: silentLogger() },
      signal(),
    );
    const error = await attempt.then(
      () => assert.fail('created'),
      (thrown: Error) => thrown,
    );
    assert.equal(error.name, 'UnavailableError');
    assert.doesNotMatch(String(error.stack), /wrong-secret|third-secret/);
  });
});
