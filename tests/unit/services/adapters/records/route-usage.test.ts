import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeUsage } from '#adapters/records/elasticsearch/route-usage.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';

test('records under usage/ are in the one store, all others in the other, and answers keep their order', async () => {
  const main = createFakeRecords();
  const usage = createFakeRecords();
  const records = routeUsage(main, usage);
  const put = (key: string) => ({ key, value: `"${key}"`, expectedRevision: 0 });
  const results = await records.put([put('usage/a'), put('b'), put('usage/c'), put('d')]);
  assert.deepEqual(
    results.map(({ key, ok }) => [key, ok]),
    [
      ['usage/a', true],
      ['b', true],
      ['usage/c', true],
      ['d', true],
    ],
  );
  assert.deepEqual([...main.entries.keys()], ['b', 'd']);
  assert.deepEqual([...usage.entries.keys()], ['usage/a', 'usage/c']);
  const found = await records.get(['d', 'usage/c', 'none', 'usage/none', 'b']);
  assert.deepEqual(
    found.map((entry) => entry?.key),
    ['d', 'usage/c', undefined, undefined, 'b'],
  );
  assert.equal(await records.count('usage/'), 2);
  await records.delete(['usage/a', 'b']);
  await records.erase(['usage/c']);
  assert.deepEqual([[...main.entries.keys()], [...usage.entries.keys()]], [['d'], []]);
});
