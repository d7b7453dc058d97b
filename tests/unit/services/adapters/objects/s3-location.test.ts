import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseS3Location } from '#adapters/objects/s3/s3-location.ts';

describe('parseS3Location', () => {
  const parse = (url: string) => parseS3Location(new URL(url));

  test('leaves region and endpoint to the SDK on Amazon', () =>
    assert.deepEqual(parse('s3://my-pictures'), { bucket: 'my-pictures', endpoint: null, region: null }));

  test('reads endpoint and region', () => {
    assert.deepEqual(parse('s3://avatars?endpoint=http://minio:9000&region=eu-west-1'), {
      bucket: 'avatars',
      endpoint: 'http://minio:9000',
      region: 'eu-west-1',
    });
    assert.deepEqual(parse('s3://avatars/?endpoint=https://s3.example.com'), {
      bucket: 'avatars',
      endpoint: 'https://s3.example.com',
      region: 'us-east-1',
    });
  });

  for (const [url, code] of [
    ['s3://UPPER', 'invalid_bucket'],
    ['s3://a_b', 'invalid_bucket'],
    ['s3:///key', 'invalid_bucket'],
    ['s3://bucket/key', 'path_in_url'],
    ['s3://bucket?endpint=http://x', 'unknown_option'],
    ['s3://bucket?endpoint=minio:9000', 'invalid_endpoint'],
    ['s3://bucket?endpoint=http://key:secret@minio:9000', 'invalid_endpoint'],
  ] as const) {
    test(`rejects ${url} with ${code}`, () => {
      const parsed = parse(url);
      assert.ok('fault' in parsed);
      assert.equal(parsed.code, code);
      assert.doesNotMatch(parsed.fault, /secret/);
    });
  }
});
