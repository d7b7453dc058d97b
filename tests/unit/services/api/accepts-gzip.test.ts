import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptsGzip } from '#api/accepts-gzip.ts';

const CASES: readonly [string | undefined, boolean][] = [
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['GZip', true],
  ['x-gzip', true],
  ['br, deflate , gzip;q=0.2', true],
  ['*', true],
  ['*;q=0.1', true],
  ['gzip;q=1.0, *;q=0', true],
  ['identity', false],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip; q=0.000', false],
  ['gzip;Q=0', false],
  ['gzip;q=0, *', false],
  ['*, gzip;q=0', false],
  ['*;q=0', false],
  ['gzip;q=0.5, identity;q=1', false],
  ['gzip;q=1, identity;q=0.5', true],
  ['gzip;q=nonsense', false],
  ['gzipped', false],
];

for (const [header, expected] of CASES) {
  test(`Accept-Encoding: ${header ?? '(none)'} ${expected ? 'accepts' : 'refuses'} gzip`, () => {
    assert.equal(acceptsGzip({ headers: { 'accept-encoding': header } }), expected);
  });
}
