import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { systemReason } from '#cli/errors.ts';

test('the reason of a system error repeats neither its code nor its path', () => {
  const caught = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };
  assert.equal(systemReason(caught(() => readFileSync('/no/such/file'))), 'no such file or directory');
  assert.equal(systemReason(caught(() => readFileSync('/'))), 'illegal operation on a directory');
  assert.equal(systemReason(new Error('a reason of its own')), 'a reason of its own');
});
