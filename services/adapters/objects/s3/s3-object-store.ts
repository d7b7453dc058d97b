import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createWorkInHand } from '#adapters/work-in-hand.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { ObjectInfo, ObjectStore } from '#ports/object-store.ts';
import { retry } from '#runtime/process/retry.ts';
import { assertKey, assertPrefix, isKey } from '../object-key.ts';
import { assertObjectSize } from '../object-size.ts';
import { readBody } from './read-body.ts';
import { checkBucket, ensureBucket } from './s3-bucket.ts';
import { isRefusal, statusOf, translateS3Error } from './s3-errors.ts';
import type { S3Location } from './s3-location.ts';

export interface S3ObjectStoreOptions {
  /** Destroyed by the store's `close`. */
  client: S3Client;
  location: S3Location;
  /** Runs once the bucket exists, before the first operation; again after it failed. */
  provision?(signal: AbortSignal): Promise<void>;
  /** Objects in one page of a listing; the server's own limit is 1,000, the default. */
  pageSize?: number;
  /** One operation with all its attempts ends within this. */
  operationMs?: number;
}

const OPERATION_MS = 15_000;
/** Attempts at an object whose bytes break off; a request without an answer is repeated by the SDK. */
const READ = { attempts: 2, baseMs: 50, maxMs: 200 };

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Objects in a bucket of Amazon S3 or of any server that speaks its language. Makes the bucket when it is missing. */
export function createS3ObjectStore(options: S3ObjectStoreOptions): ObjectStore {
  const { client, location, pageSize, operationMs = OPERATION_MS } = options;
  const Bucket = location.bucket;
  const inHand = createWorkInHand('The object store');
  let prepared: Promise<void> | undefined;

  const prepare = (signal: AbortSignal) => {
    prepared ??= ensureBucket(client, location, signal)
      .then(() => options.provision?.(signal))
      .catch((error: unknown) => {
        prepared = undefined;
        throw error;
      });
    return prepared;
  };

  const attempt = async <T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    await prepare(signal);
    try {
      return await work(signal);
    } catch (error) {
      if (!isRefusal(error, 'NoSuchBucket')) throw error;
      // The bucket was removed under it.
      prepared = undefined;
      await prepare(signal);
      return work(signal);
    }
  };

  /** Runs one operation: it ends in time, and its errors name the store. */
  const run = <T>(action: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    inHand.run(async (closing) => {
      using deadline = startDeadline(operationMs, { signal: closing });
      try {
        return await attempt(work, deadline.signal);
      } catch (error) {
        throw translateS3Error(error, location, action);
      }
    });

  const getOnce = async (Key: string, abortSignal: AbortSignal) => {
    try {
      const { Body, ContentType, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }), {
        abortSignal,
      });
      return {
        body: await readBody(Key, Body as Readable, abortSignal),
        contentType: ContentType ?? 'application/octet-stream',
        etag: (ETag ?? '').replaceAll('"', ''),
      };
    } catch (error) {
      if (isRefusal(error, 'NoSuchKey')) return undefined;
      throw error;
    }
  };

  async function* list(prefix: string): AsyncGenerator<ObjectInfo> {
    assertPrefix(prefix);
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket,
        Prefix: prefix,
        ...(pageSize !== undefined && { MaxKeys: pageSize }),
        ...(ContinuationToken && { ContinuationToken }),
      });
      const page = await run('s3:ListBucket', (abortSignal) => client.send(command, { abortSignal }));
      for (const { Key: key, Size: size = 0 } of page.Contents ?? []) {
        if (key !== undefined && isKey(key)) yield { key, size };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  return {
    async put(key, body, { contentType, immutable = false }) {
      assertKey(key);
      assertObjectSize(key, body.byteLength);
      const object = { Bucket, Key: key, Body: body, ContentType: contentType };
      await run('s3:PutObject', async (abortSignal) => {
        if (!immutable) return void (await client.send(new PutObjectCommand(object), { abortSignal }));
        const kept = { ...object, CacheControl: FOR_EVER };
        try {
          await client.send(new PutObjectCommand({ ...kept, IfNoneMatch: '*' }), { abortSignal });
        } catch (error) {
          if (statusOf(error) === 412) return;
          // Another writer is at the very same bytes, or the server knows no conditions.
          if (statusOf(error) !== 409 && statusOf(error) !== 501) throw error;
          await client.send(new PutObjectCommand(kept), { abortSignal });
        }
      });
    },
    async get(key) {
      assertKey(key);
      return run('s3:GetObject', (signal) =>
        retry(() => getOnce(key, signal), {
          ...READ,
          signal,
          isFatal: (error) => !(error instanceof UnavailableError),
        }),
      );
    },
    list,
    async delete(key) {
      assertKey(key);
      await run('s3:DeleteObject', (abortSignal) =>
        client.send(new DeleteObjectCommand({ Bucket, Key: key }), { abortSignal }),
      );
    },
    ping: () => run('s3:ListBucket', (signal) => checkBucket(client, location, signal)),
    async close() {
      await inHand.close();
      client.destroy();
    },
  };
}
