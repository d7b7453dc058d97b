import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIndexName } from '#adapters/elasticsearch-client/index-name.ts';

const read = (url: string) => readIndexName(new URL(url), 'influscope-records');

test('the records have their own index', () =>
  assert.deepEqual(read('http://localhost:9200'), { index: 'influscope-records' }));

test('the URL can name another', () =>
  assert.deepEqual(read('https://search:9200/?index=second-records'), { index: 'second-records' }));

for (const [url, code, part] of [
  ['http://localhost:9200?index=Upper', 'invalid_index', 'Upper'],
  ['http://localhost:9200?idx=a', 'unknown_option', 'idx'],
] as const) {
  test(`rejects ${url} with ${code}`, () => {
    const name = read(url);
    assert.ok('fault' in name);
    assert.equal(name.code, code);
    assert.ok(name.fault.includes(part), name.fault);
  });
}
