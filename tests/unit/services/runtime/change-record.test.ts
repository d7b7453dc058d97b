import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import { eraseTracked } from '#runtime/privacy/erase-tracked.ts';
import { changeRecord } from '#runtime/records/change-record.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';

/** Another process writes between each read and write. */
function contended(records: Records): Records {
  return {
    ...records,
    put: async (entries) => entries.map(({ key }) => ({ key, ok: false })),
  };
}

test('no change of several writers at the same time is lost', async () => {
  const records = createFakeRecords();
  const add = () =>
    changeRecord(records, 'count', (stored) => JSON.stringify(Number(stored?.value ?? 0) + 1));
  const changes = await Promise.all([add(), add(), add(), add()]);
  assert.deepEqual(changes.map((one) => one?.after).sort(), [1, 2, 3, 4]);
  assert.equal((await records.get(['count']))[0]?.value, '4');
});

test('null leaves the record, and both revisions are equal', async () => {
  const records = createFakeRecords();
  assert.deepEqual(await changeRecord(records, 'count', () => null), { before: 0, after: 0 });
  assert.deepEqual(await changeRecord(records, 'count', () => '1'), { before: 0, after: 1 });
  assert.deepEqual(await changeRecord(records, 'count', () => null), { before: 1, after: 1 });
});

test('endless interference ends with null', async () => {
  assert.equal(await changeRecord(contended(createFakeRecords()), 'count', () => '1'), null);
});

test('an account that cannot be taken out of a discovery is an error', async () => {
  const records = createFakeRecords();
  const value = JSON.stringify({ pool: [{ id: 'ada' }] });
  await records.put([{ key: 'discovery:1', value, expectedRevision: 0 }]);
  const ada = { platform: 'x', native_id: 'ada', usernames: [] } as const;
  await assert.rejects(eraseTracked(contended(records), [ada]), UnavailableError);
});
