import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createWorkInHand } from '#adapters/work-in-hand.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { ObjectInfo, ObjectStore } from '#ports/object-store.ts';
import { retry } from '#runtime/process/retry.ts';
import { assertKey, assertPrefix, isKey } from '../object-key.ts';
import { assertObjectSize } from '../object-size.ts';
import { createDirectPut } from './direct-put.ts';
import { readBody } from './read-body.ts';
import { checkBucket, ensureBucket } from './s3-bucket.ts';
import { ANSWER_MS, CONNECT_MS } from './s3-client.ts';
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

/** What a `PutObjectCommand` takes. */
interface PutObject {
  Bucket: string;
  Key: string;
  Body: Uint8Array;
  ContentType: string;
  CacheControl?: string;
  IfNoneMatch?: string;
}

const OPERATION_MS = 15_000;
/** Attempts at an object whose bytes break off; a request without an answer is repeated by the SDK. */
const READ = { attempts: 2, baseMs: 50, maxMs: 200 };

/** Before the SDK repeats what failed at the first attempt. */
const AGAIN = { baseMs: 50, maxMs: 200 };

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Objects in a bucket of Amazon S3 or of any server that speaks its language. Makes the bucket when it is missing. */
export function createS3ObjectStore(options: S3ObjectStoreOptions): ObjectStore {
  const { client, location, pageSize, operationMs = OPERATION_MS } = options;
  const Bucket = location.bucket;
  const inHand = createWorkInHand('The object store');
  const direct = createDirectPut(client, { connectMs: CONNECT_MS, answerMs: ANSWER_MS });
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

  /** One attempt without the SDK; what it cannot settle, the SDK does. */
  const putObject = async (object: PutObject, abortSignal: AbortSignal): Promise<void> => {
    const { Bucket: bucket, Key: key, Body: body, ContentType, CacheControl, IfNoneMatch } = object;
    const headers = {
      'content-type': ContentType,
      ...(CacheControl !== undefined && { 'cache-control': CacheControl }),
      ...(IfNoneMatch !== undefined && { 'if-none-match': IfNoneMatch }),
    };
    const status = await direct.put({ bucket, key, body, headers }, abortSignal);
    if (status === 200 || (status === 412 && IfNoneMatch !== undefined)) return;
    if (status === 429 || (status !== undefined && status >= 500))
      await sleep(backoffMs(1, AGAIN), undefined, { signal: abortSignal });
    await client.send(new PutObjectCommand(object), { abortSignal });
  };

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
        if (!immutable) return putObject(object, abortSignal);
        const kept = { ...object, CacheControl: FOR_EVER };
        try {
          await putObject({ ...kept, IfNoneMatch: '*' }, abortSignal);
        } catch (error) {
          if (statusOf(error) === 412) return;
          // Another writer is at the very same bytes, or the server knows no conditions.
          if (statusOf(error) !== 409 && statusOf(error) !== 501) throw error;
          await putObject(kept, abortSignal);
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
      await direct.close();
      client.destroy();
    },
  };
}
