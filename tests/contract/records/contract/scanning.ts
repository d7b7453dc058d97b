import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WithRecords, WithTwo } from './records-under-test.ts';
import { collect, create } from './records-under-test.ts';

export function scanningContract(withRecords: WithRecords, withTwo: WithTwo): void {
  test('scans in code point order, whatever the script', () =>
    withRecords(async (records) => {
      const keys = ['p:A', 'p:a', 'p:é', 'p:中', 'p:\uffee', 'p:🎈'];
      await create(records, keys.toReversed());
      const pages = await collect(records.scan('p:', { pageSize: 2 }));
      assert.deepEqual(
        pages.flat().map(({ key }) => key),
        keys,
      );
    }));

  test('a scan sees every entry once while others write', () =>
    withTwo(async (one, two) => {
      const keys = Array.from({ length: 60 }, (_, n) => `p:${String(n).padStart(2, '0')}`);
      await create(one, keys);
      const seen: string[] = [];
      for await (const page of one.scan('p:', { pageSize: 7 })) {
        seen.push(...page.map(({ key }) => key));
        const entries = await two.get(keys);
        await two.put(
          keys.map((key, i) => ({ key, value: '"new"', expectedRevision: entries[i]?.revision ?? 0 })),
        );
      }
      assert.deepEqual(seen, keys);
    }));

  test('scans a prefix by key, in pages', () =>
    withRecords(async (records) => {
      const keys = Array.from({ length: 25 }, (_, n) => `p:${String(n).padStart(2, '0')}`);
      await create(records, [...keys.toReversed(), 'o:1', 'p', 'p;', 'q:1']);
      const pages = await collect(records.scan('p:', { pageSize: 10 }));
      assert.ok(pages.every((page) => page.length >= 1 && page.length <= 10));
      assert.deepEqual(
        pages.flat().map(({ key }) => key),
        keys,
      );
      assert.equal(pages.flat()[3]?.value, '"p:03"');
    }));

  test('scans from after a key', () =>
    withRecords(async (records) => {
      await create(records, ['p:1', 'p:2', 'p:3']);
      const keysAfter = async (after: string) =>
        (await collect(records.scan('p:', { after }))).flat().map(({ key }) => key);
      assert.deepEqual(await keysAfter('p:1'), ['p:2', 'p:3']);
      assert.deepEqual(await keysAfter('p:11'), ['p:2', 'p:3']);
      assert.deepEqual(await keysAfter('a'), ['p:1', 'p:2', 'p:3']);
      assert.deepEqual(await keysAfter('p:3'), []);
    }));

  test('a scan continues while entries that it has passed change', () =>
    withRecords(async (records) => {
      await create(records, ['p:1', 'p:2', 'p:3', 'p:4']);
      const seen: string[] = [];
      for await (const page of records.scan('p:', { pageSize: 1 })) {
        seen.push(...page.map(({ key }) => key));
        await records.delete(page.map(({ key }) => key));
      }
      assert.deepEqual(seen, ['p:1', 'p:2', 'p:3', 'p:4']);
    }));

  test('counts a prefix; the empty one is all', () =>
    withRecords(async (records) => {
      await create(records, ['a:1', 'a:2', 'b:1', 'a', 'ab']);
      assert.equal(await records.count('a:'), 2);
      assert.equal(await records.count('a'), 4);
      assert.equal(await records.count('%'), 0);
      assert.equal(await records.count(''), 5);
    }));
}
