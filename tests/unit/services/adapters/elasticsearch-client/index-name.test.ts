import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIndexName } from '#adapters/elasticsearch-client/index-name.ts';

const read = (url: string) => readIndexName(new URL(url), 'influscope-records');

test('the records have their own index', () =>
  assert.deepEqual(read('http://localhost:9200'), { index: 'influscope-records' }));

test('the URL can name another', () =>
  assert.deepEqual(read('https://search:9200/?index=second-records'), { index: 'second-records' }));

test('says what is wrong with a name', () => {
  assert.deepEqual(read('http://localhost:9200?index=Upper'), { fault: '"Upper" is no name of an index' });
  assert.deepEqual(read('http://localhost:9200?idx=a'), { fault: '"idx" is unknown, expected index' });
});
