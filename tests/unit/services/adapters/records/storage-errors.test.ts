import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { translateStoreError } from '#adapters/embedded-storage/storage-errors.ts';
import { UnavailableError } from '#ports/errors.ts';

const store = { kind: 'queue', path: '/data/queue.db' };
const sqlite = (errcode: number) => Object.assign(new Error('sqlite'), { code: 'ERR_SQLITE_ERROR', errcode });
const system = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });

describe('store errors', () => {
  for (const [thrown, name, message] of [
    [sqlite(13), 'UnavailableError', /the disk is full \[path=\/data\/queue\.db\]/],
    [sqlite(8 | (3 << 8)), 'UnavailableError', /cannot be written/],
    [sqlite(5), 'UnavailableError', /another process/],
    [sqlite(11 | (1 << 8)), 'CorruptStoreError', /is damaged/],
    [sqlite(26), 'CorruptStoreError', /is not a database/],
    [system('EACCES'), 'UnavailableError', /permission denied \[path=/],
    [system('ENOSPC'), 'UnavailableError', /the disk is full/],
    [system('EROFS'), 'UnavailableError', /read-only/],
    [system('EWHATEVER'), 'UnavailableError', /EWHATEVER/],
  ] as const) {
    test(`${thrown.message} ${'errcode' in thrown ? thrown.errcode : ''} is a ${name}, its cause kept`, () => {
      const error = translateStoreError(thrown, store);
      assert.ok(error instanceof Error);
      assert.equal(error.name, name);
      assert.match(error.message, message);
      assert.equal(error.cause, thrown);
    });
  }

  test('leaves port errors and what it does not know alone', () => {
    for (const error of [new UnavailableError('x'), new TypeError('a bug'), sqlite(1)]) {
      assert.equal(translateStoreError(error, store), error);
    }
  });
});
