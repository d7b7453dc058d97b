import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Records } from '#ports/records.ts';
import type { WithTwo } from './records-under-test.ts';
import { collect, create } from './records-under-test.ts';

export function sharingContract(withTwo: WithTwo): void {
  test('each sees what the other was answered', () =>
    withTwo(async (one, two) => {
      await create(one, ['p:1', 'p:2']);
      assert.equal((await two.get(['p:1']))[0]?.value, '"p:1"');
      assert.equal(await two.count('p:'), 2);
      assert.deepEqual(await two.put([{ key: 'p:1', value: '"two"', expectedRevision: 1 }]), [
        { key: 'p:1', ok: true, revision: 2 },
      ]);
      const seen = (await collect(one.scan('p:'))).flat();
      assert.deepEqual(
        seen.map(({ revision, value }) => [revision, value]),
        [
          [2, '"two"'],
          [1, '"p:2"'],
        ],
      );
      await two.delete(['p:2']);
      assert.equal(await one.count('p:'), 1);
      assert.deepEqual(
        (await collect(one.scan('p:'))).flat().map(({ key }) => key),
        ['p:1'],
      );
    }));

  test('loses no increment when two write the same keys', () =>
    withTwo(async (one, two) => {
      const keys = ['a', 'b', 'c'];
      const increment = async (records: Records) => {
        const done = new Map(keys.map((key) => [key, 0]));
        for (let left = keys; left.length > 0; left = left.filter((key) => (done.get(key) ?? 0) < 20)) {
          const entries = await records.get(left);
          const results = await records.put(
            left.map((key, i) => ({
              key,
              value: String(Number(entries[i]?.value ?? 0) + 1),
              expectedRevision: entries[i]?.revision ?? 0,
            })),
          );
          for (const { key, ok } of results) if (ok) done.set(key, (done.get(key) ?? 0) + 1);
        }
      };
      await Promise.all([increment(one), increment(two)]);
      assert.deepEqual(
        await one.get(keys),
        keys.map((key) => ({ key, revision: 40, value: '40' })),
      );
    }));
}
