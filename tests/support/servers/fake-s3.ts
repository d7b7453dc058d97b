import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { createS3Client } from '#adapters/objects/s3/s3-client.ts';
import { createS3ObjectStore } from '#adapters/objects/s3/s3-object-store.ts';
import type { ObjectStore } from '#ports/object-store.ts';

export const KEYS = { accessKeyId: 'AKIDTEST', secretAccessKey: 'very-secret' };

/** Answers a request, whose body has been read; `count` is its number, from 1. */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface FakeS3Options {
  operationMs?: number;
  /** Instead of `KEYS`. */
  credentials?: S3ClientConfig['credentials'];
}

/** Runs `work` with an object store on a server that answers as `answer` says. `requests`: the methods so far. */
export async function withS3Server(
  answer: Answer,
  work: (objects: ObjectStore, requests: string[]) => Promise<unknown>,
  { operationMs, credentials = KEYS }: FakeS3Options = {},
): Promise<void> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.method ?? '');
    request.resume();
    request.on('end', () => answer(request, response, requests.length));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const location = { bucket: 'pictures', endpoint, region: 'us-east-1' };
  const client = createS3Client(location, credentials);
  const objects = createS3ObjectStore({
    client,
    location,
    ...(operationMs !== undefined && { operationMs }),
  });
  try {
    await work(objects, requests);
  } finally {
    await objects.close();
    server.closeAllConnections();
    server.close();
  }
}

export function ok(response: ServerResponse): void {
  response.writeHead(200).end();
}
