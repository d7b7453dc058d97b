import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImportTallies } from '#indexer/pipeline/import-tallies.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';

const NONE = { new: 0, updated: 0, unchanged: 0 };

test('sums the tallies of all indexers, and forgets the oldest imports', async () => {
  const records = createFakeRecords();
  const [one, two] = [createImportTallies(records), createImportTallies(records)];
  one.count('a', 'new');
  two.count('a', 'unchanged');
  await Promise.all([one.flush(), two.flush()]);
  one.count('a', 'new');
  await one.flush();
  assert.deepEqual(await two.of('a'), { new: 2, updated: 0, unchanged: 1 });
  for (let i = 0; i < 100; i++) one.count(`import-${i}`, 'updated');
  await one.flush();
  assert.deepEqual(await two.of('a'), { new: 0, updated: 0, unchanged: 1 });
  assert.deepEqual(await two.of('import-99'), { ...NONE, updated: 1 });
});

test('batches that end while a write is under way share the next one', async () => {
  const records = createFakeRecords();
  let writes = 0;
  const tallies = createImportTallies({
    ...records,
    async put(entries) {
      writes++;
      await new Promise((resolve) => setImmediate(resolve));
      return records.put(entries);
    },
  });
  const flushes: Promise<void>[] = [];
  for (let i = 0; i < 5; i++) {
    tallies.count('a', 'new');
    flushes.push(tallies.flush());
    await Promise.resolve();
  }
  await Promise.all(flushes);
  assert.equal(writes, 2);
  assert.deepEqual(await tallies.of('a'), { ...NONE, new: 5 });
});

test('writes later what could not be written, also where the write was done and its answer lost', async () => {
  const records = createFakeRecords();
  let failing: 'before' | 'after' | null = 'before';
  const tallies = createImportTallies({
    ...records,
    async put(entries) {
      if (failing === 'before') throw new Error('away');
      const results = await records.put(entries);
      if (failing === 'after') throw new Error('answer lost');
      return results;
    },
  });
  tallies.count('a', 'new');
  await tallies.flush();
  assert.deepEqual(await tallies.of('a'), NONE);
  failing = 'after';
  await tallies.flush();
  failing = null;
  tallies.count('a', 'updated');
  await tallies.flush();
  await tallies.flush();
  assert.deepEqual(await tallies.of('a'), { new: 1, updated: 1, unchanged: 0 });
});

test('removes what processes left behind a day ago', async () => {
  const records = createFakeRecords();
  let now = 0;
  const old = createImportTallies(records, () => now);
  old.count('a', 'new');
  await old.flush();
  now = 25 * 60 * 60 * 1_000;
  const fresh = createImportTallies(records, () => now);
  fresh.count('b', 'new');
  await fresh.flush();
  assert.deepEqual(await fresh.of('a'), NONE);
  assert.deepEqual(await fresh.of('b'), { ...NONE, new: 1 });
});
