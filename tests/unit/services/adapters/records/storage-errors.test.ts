import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { translateStoreError } from '#adapters/embedded-storage/storage-errors.ts';
import { UnavailableError } from '#ports/errors.ts';

const store = { kind: 'queue', path: '/data/queue.db' };
const sqlite = (errcode: number) => Object.assign(new Error('sqlite'), { code: 'ERR_SQLITE_ERROR', errcode });
const system = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });

describe('store errors', () => {
  for (const [thrown, name, code] of [
    [sqlite(13), 'UnavailableError', 'disk_full'],
    [sqlite(8 | (3 << 8)), 'UnavailableError', 'read_only'],
    [sqlite(5), 'UnavailableError', 'locked'],
    [sqlite(11 | (1 << 8)), 'CorruptStoreError', undefined],
    [sqlite(26), 'CorruptStoreError', undefined],
    [system('EACCES'), 'UnavailableError', 'permission_denied'],
    [system('ENOSPC'), 'UnavailableError', 'disk_full'],
    [system('EROFS'), 'UnavailableError', 'read_only'],
    [system('EWHATEVER'), 'UnavailableError', 'io_error'],
  ] as const) {
    test(`${thrown.message} ${'errcode' in thrown ? thrown.errcode : ''} is a ${name}, its cause kept`, () => {
      const error = translateStoreError(thrown, store);
      assert.ok(error instanceof Error);
      assert.equal(error.name, name);
      assert.equal((error as { code?: string }).code, code);
      assert.ok(error.message.includes('[path=/data/queue.db]'), error.message);
      assert.equal(error.cause, thrown);
    });
  }

  test('leaves port errors and what it does not know alone', () => {
    for (const error of [new UnavailableError('x'), new TypeError('a bug'), sqlite(1)]) {
      assert.equal(translateStoreError(error, store), error);
    }
  });
});
