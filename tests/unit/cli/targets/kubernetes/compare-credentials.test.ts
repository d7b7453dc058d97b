import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareCredentials } from '#cli/targets/kubernetes/secrets/compare-credentials.ts';
import { CREDENTIALS, newValues } from '#cli/targets/kubernetes/secrets/credentials.ts';
import { createRecord } from '#cli/targets/kubernetes/secrets/credentials-record.ts';
import { asSecret } from '#cli/targets/kubernetes/secrets/ensure-credentials.ts';

const READERS = Object.keys(CREDENTIALS).filter((key) => key.includes('-reader-'));
const values = newValues(Object.keys(CREDENTIALS));
const record = createRecord(values);
const without = (keys: readonly string[]) =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));

test('the Secret of an instance from before the API had users of its own still fits', () => {
  const old = without(READERS);
  assert.equal(READERS.length, 4);
  assert.equal(compareCredentials(asSecret('i', old), createRecord(old), true).state, 'fits');
  assert.equal(compareCredentials(asSecret('i', old), record, true).state, 'fits');
});

test('a new user of the API needs no old one, because the services create it', () => {
  const changed = { ...values, ...newValues(READERS) };
  assert.equal(compareCredentials(asSecret('i', changed), record, true).state, 'fits');
});

test('missing credentials that the data was created with are named one by one', () => {
  for (const key of ['queue-password', 'search-username', 'search-password', 'objects-secret-key']) {
    assert.deepEqual(compareCredentials(asSecret('i', without([key])), record, true), {
      state: 'lost',
      keys: [key],
    });
    const changed = { ...values, [key]: 'other' };
    assert.deepEqual(compareCredentials(asSecret('i', changed), record, true), {
      state: 'changed',
      keys: [key],
    });
  }
});

test('each instance has its own names for the users of the API', () => {
  const other = newValues(READERS);
  for (const key of READERS) assert.notEqual(values[key], other[key]);
});
