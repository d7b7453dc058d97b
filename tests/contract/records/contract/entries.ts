import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WithRecords } from './records-under-test.ts';
import { collect, create } from './records-under-test.ts';

export function entriesContract(withRecords: WithRecords): void {
  test('answers ping once it can be used', () => withRecords((records) => records.ping()));

  test('reads many keys in the order asked, undefined where there is none', () =>
    withRecords(async (records) => {
      await create(records, ['a', 'b']);
      const found = await records.get(['b', 'absent', 'a', 'b']);
      assert.deepEqual(
        found.map((entry) => entry?.key),
        ['b', undefined, 'a', 'b'],
      );
      assert.deepEqual(await records.get([]), []);
    }));

  test('keeps keys and values as they are', () =>
    withRecords(async (records) => {
      const key = 'profile:youtube:UC_x-Ö🎈 %_';
      const value = JSON.stringify({ text: `quote " slash \\ 🎈 ${'é'.repeat(20_000)}` });
      await records.put([{ key, value, expectedRevision: 0 }]);
      assert.deepEqual(await records.get([key]), [{ key, revision: 1, value }]);
      assert.deepEqual(await records.get([key.toLowerCase()]), [undefined]);
    }));

  test('takes a value in parts, new and again', () =>
    withRecords(async (records) => {
      for (const expectedRevision of [0, 1]) {
        const parts = [`{"n":${expectedRevision},"posts":`, '["ü"]', ',"bio":"📍"}'] as const;
        const value = parts.join('');
        await records.put([{ key: 'k', value, parts, expectedRevision }]);
        assert.deepEqual(await records.get(['k']), [{ key: 'k', revision: expectedRevision + 1, value }]);
      }
    }));

  test('raises the revision by one with each put', () =>
    withRecords(async (records) => {
      for (const expectedRevision of [0, 1, 2]) {
        const results = await records.put([
          { key: 'k', value: `{"after":${expectedRevision}}`, expectedRevision },
        ]);
        assert.deepEqual(results, [{ key: 'k', ok: true, revision: expectedRevision + 1 }]);
      }
      assert.deepEqual(await records.get(['k']), [{ key: 'k', revision: 3, value: '{"after":2}' }]);
    }));

  test('refuses a put with another revision than the present one, each item by itself', () =>
    withRecords(async (records) => {
      await create(records, ['there']);
      await records.put([{ key: 'there', value: '"two"', expectedRevision: 1 }]);
      const results = await records.put([
        { key: 'there', value: '"no"', expectedRevision: 0 },
        { key: 'new', value: '"yes"', expectedRevision: 0 },
        { key: 'there', value: '"no"', expectedRevision: 1 },
      ]);
      assert.deepEqual(results, [
        { key: 'there', ok: false },
        { key: 'new', ok: true, revision: 1 },
        { key: 'there', ok: false },
      ]);
      const [there, added] = await records.get(['there', 'new']);
      assert.deepEqual(there, { key: 'there', revision: 2, value: '"two"' });
      assert.equal(added?.value, '"yes"');
    }));

  test('one of many puts at the same time wins', () =>
    withRecords(async (records) => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          records.put([{ key: 'raced', value: `${n}`, expectedRevision: 0 }]),
        ),
      );
      assert.equal(results.flat().filter(({ ok }) => ok).length, 1);
    }));

  test('takes more keys at once than a batch has', () =>
    withRecords(async (records) => {
      const keys = Array.from({ length: 2_500 }, (_, n) => `many:${n}`);
      await create(records, keys);
      const found = await records.get(keys);
      assert.deepEqual(
        found.map((entry) => entry?.value),
        keys.map((key) => JSON.stringify(key)),
      );
      assert.equal(await records.count('many:'), 2_500);
    }));

  test('takes a key of a thousand bytes', () =>
    withRecords(async (records) => {
      const keys = ['a', 'b'].map((end) => `profile:${'é'.repeat(500)}${end}`);
      await create(records, keys);
      assert.deepEqual(
        (await records.get(keys)).map((entry) => entry?.value),
        keys.map((key) => JSON.stringify(key)),
      );
      assert.deepEqual(
        (await collect(records.scan('profile:'))).flat().map(({ key }) => key),
        keys,
      );
    }));
}
