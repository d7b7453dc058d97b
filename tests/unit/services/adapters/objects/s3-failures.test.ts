import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { createS3Client } from '#adapters/objects/s3/s3-client.ts';
import { createS3ObjectStore } from '#adapters/objects/s3/s3-object-store.ts';
import type { UnavailableError } from '#ports/errors.ts';
import { KEYS, ok, withS3Server } from '#tests/support/servers/fake-s3.ts';

const PNG = { contentType: 'image/png' };

describe('S3 object store under failures', () => {
  test('retries what a busy server refuses, then is unavailable', () =>
    withS3Server(
      (_request, response) => refuse(response, 503, 'SlowDown'),
      async (objects, requests) => {
        await assert.rejects(objects.put('a', Buffer.from('1'), PNG), {
          name: 'UnavailableError',
          code: 'server_error',
          message: /503.*\[bucket=pictures\] \[endpoint=http/,
        });
        assert.equal(requests.length, 3);
      },
    ));

  test('continues when the server recovers', () =>
    withS3Server(
      (_request, response, count) => (count <= 2 ? refuse(response, 500, 'InternalError') : ok(response)),
      async (objects) => objects.put('a', Buffer.from('1'), PNG),
    ));

  for (const [status, name, code, data] of [
    [403, 'AccessDenied', 'access_denied', 's3:PutObject'],
    [403, 'SignatureDoesNotMatch', 'credentials_rejected', 'SignatureDoesNotMatch'],
    [403, 'InvalidAccessKeyId', 'credentials_rejected', 'InvalidAccessKeyId'],
    [507, 'XMinioStorageFull', 'server_error', 'XMinioStorageFull'],
  ] as const) {
    test(`classifies ${name} as ${code} and shows no key`, () =>
      withS3Server(
        (request, response) => (request.method === 'HEAD' ? ok(response) : refuse(response, status, name)),
        async (objects) => {
          const error = await objects.put('a', Buffer.from('1'), PNG).then(
            () => assert.fail(),
            (thrown: UnavailableError) => thrown,
          );
          assert.equal(error.name, 'UnavailableError');
          assert.equal(error.code, code);
          assert.ok(error.message.includes(data), error.message);
          assert.doesNotMatch(
            `${error.stack} ${JSON.stringify(error)} ${error.cause}`,
            /AKIDTEST|very-secret/,
          );
        },
      ));
  }

  test('names the region of a bucket in another region', () =>
    withS3Server(
      (_request, response) => response.writeHead(301, { 'x-amz-bucket-region': 'eu-north-1' }).end(),
      (objects) => assert.rejects(objects.ping(), { code: 'wrong_region', message: /eu-north-1/ }),
    ));

  test('reports a missing bucket that it may not create', () =>
    withS3Server(
      (request, response) =>
        request.method === 'HEAD' ? response.writeHead(404).end() : refuse(response, 403, 'AccessDenied'),
      (objects) =>
        assert.rejects(objects.ping(), {
          name: 'UnavailableError',
          code: 'bucket_missing',
        }),
    ));

  test('writes without a condition where the server knows none', () =>
    withS3Server(
      (request, response) =>
        request.headers['if-none-match'] ? refuse(response, 501, 'NotImplemented') : ok(response),
      async (objects, requests) => {
        await objects.put('a', Buffer.from('1'), { ...PNG, immutable: true });
        assert.equal(requests.filter((method) => method === 'PUT').length >= 2, true);
      },
    ));

  test('reads an object again after the connection closed early', () =>
    withS3Server(
      (request, response, count) => {
        if (request.method === 'HEAD') return ok(response);
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': '10', etag: '"e"' });
        if (count === 2) response.write('01234', () => response.destroy());
        else response.end('0123456789');
      },
      async (objects) => {
        const object = await objects.get('a');
        assert.equal(Buffer.from(object?.body ?? []).toString(), '0123456789');
        assert.equal(object?.etag, 'e');
      },
    ));

  test('stops reading an object that arrives too slowly', () =>
    withS3Server(
      (request, response) => {
        if (request.method === 'HEAD') return ok(response);
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': '1000000' });
        const drip = setInterval(() => response.write('x'), 5);
        response.on('close', () => clearInterval(drip));
      },
      (objects) => assert.rejects(objects.get('a'), { name: 'UnavailableError', code: 'timeout' }),
      { operationMs: 500 },
    ));

  test('is unavailable when no server listens', async () => {
    const location = { bucket: 'pictures', endpoint: 'http://127.0.0.1:1', region: 'us-east-1' };
    const objects = createS3ObjectStore({ client: createS3Client(location, KEYS), location });
    await assert.rejects(objects.ping(), { name: 'UnavailableError', code: 'unreachable' });
    await objects.close();
  });
});

function refuse(response: ServerResponse, status: number, code: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>No.</Message><AWSAccessKeyId>AKIDTEST</AWSAccessKeyId><StringToSign>AKIDTEST</StringToSign></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}
