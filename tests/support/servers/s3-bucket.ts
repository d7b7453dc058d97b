import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { DeleteBucketCommand, DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createS3Client } from '#adapters/objects/s3/s3-client.ts';
import type { S3Location } from '#adapters/objects/s3/s3-location.ts';
import { parseS3Location } from '#adapters/objects/s3/s3-location.ts';

/** A bucket of its own on the server that `OBJECTS_URL` names; it is not made here. */
export interface TestBucket {
  location: S3Location;
  /** For what the port does not offer. */
  client: S3Client;
  remove(): Promise<void>;
}

export function testBucket(url: URL | undefined): TestBucket {
  const location = parseS3Location(url ?? new URL('s3://no-server-is-named'));
  if ('fault' in location) throw new Error(location.fault);
  location.bucket = `influscope-test-${randomUUID()}`;
  const client = createS3Client(location, null);
  return { location, client, remove: () => removeBucket(client, location.bucket) };
}

async function removeBucket(client: S3Client, Bucket: string): Promise<void> {
  try {
    for (;;) {
      const { Contents: objects = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      if (objects.length === 0) break;
      await Promise.all(
        objects.map(({ Key }) => client.send(new DeleteObjectCommand({ Bucket, Key: Key ?? '' }))),
      );
    }
    await client.send(new DeleteBucketCommand({ Bucket }));
  } catch (error) {
    if ((error as Error).name !== 'NoSuchBucket') throw error;
  } finally {
    client.destroy();
  }
}
