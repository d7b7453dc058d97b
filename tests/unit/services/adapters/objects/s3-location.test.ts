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

  for (const [url, fault] of [
    ['s3://UPPER', /no bucket name/],
    ['s3://a_b', /no bucket name/],
    ['s3:///key', /no bucket name/],
    ['s3://bucket/key', /only a bucket/],
    ['s3://bucket?endpint=http://x', /"endpint" is unknown/],
    ['s3://bucket?endpoint=minio:9000', /endpoint: expected/],
    ['s3://bucket?endpoint=http://key:secret@minio:9000', /without credentials$/],
  ] as const) {
    test(`says what is wrong with ${url}`, () => {
      const parsed = parse(url);
      assert.ok('fault' in parsed);
      assert.match(parsed.fault, fault);
      assert.doesNotMatch(parsed.fault, /secret/);
    });
  }
});
