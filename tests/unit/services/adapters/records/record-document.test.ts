import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decodeRecordDocument,
  encodeRecordDocument,
  recordId,
  TOMBSTONE,
} from '#adapters/records/elasticsearch/record-document.ts';

describe('record documents', () => {
  test('keep short values as they are and long ones compressed', () => {
    const short = '{"text":"é 🎈"}';
    assert.deepEqual(JSON.parse(encodeRecordDocument('k', short)), { key: 'k', value: short });
    const long = JSON.stringify({ text: 'é 🎈 word '.repeat(500) });
    const document = encodeRecordDocument('k', long);
    assert.ok(document.length < long.length / 10);
    assert.deepEqual(decodeRecordDocument(JSON.parse(document), 7), { key: 'k', revision: 7, value: long });
  });

  test('an empty value is a value, a tombstone is none', () => {
    assert.deepEqual(decodeRecordDocument(JSON.parse(encodeRecordDocument('', '')), 1), {
      key: '',
      revision: 1,
      value: '',
    });
    assert.equal(decodeRecordDocument(TOMBSTONE, 3), undefined);
  });

  test('ids fit into what the server takes, and differ', () => {
    const keys = ['a', 'A', 'é'.repeat(200), 'é'.repeat(400), `${'é'.repeat(400)}b`];
    const ids = keys.map(recordId);
    assert.equal(new Set(ids).size, keys.length);
    for (const id of ids) assert.ok(Buffer.byteLength(id) <= 512);
  });
});
