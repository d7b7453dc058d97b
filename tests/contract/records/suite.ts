import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RecordEntry, Records } from '../../../services/shared/ports/records.ts';

export interface RecordsUnderTest {
  records: Records;
  /** Closes the records and removes what they left. */
  dispose(): Promise<void>;
}

/** What every records store must do; `makeRecords` answers an empty one. */
export function recordsContract(name: string, makeRecords: () => Promise<RecordsUnderTest>): void {
  const withRecords = async (work: (records: Records) => Promise<void>) => {
    const { records, dispose } = await makeRecords();
    try {
      await work(records);
    } finally {
      await dispose();
    }
  };

  describe(`records contract: ${name}`, () => {
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
        const results = await records.put([
          { key: 'there', value: '"no"', expectedRevision: 0 },
          { key: 'new', value: '"yes"', expectedRevision: 0 },
          { key: 'there', value: '"no"', expectedRevision: 7 },
          { key: 'absent', value: '"no"', expectedRevision: 1 },
        ]);
        assert.deepEqual(results, [
          { key: 'there', ok: false },
          { key: 'new', ok: true, revision: 1 },
          { key: 'there', ok: false },
          { key: 'absent', ok: false },
        ]);
        const [there, added, absent] = await records.get(['there', 'new', 'absent']);
        assert.equal(there?.value, '"there"');
        assert.equal(added?.value, '"yes"');
        assert.equal(absent, undefined);
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

    test('deletes; what is not there is no error', () =>
      withRecords(async (records) => {
        await create(records, ['a', 'b', 'c']);
        await records.delete(['a', 'absent', 'c']);
        await records.delete([]);
        const left = await records.get(['a', 'b', 'c']);
        assert.deepEqual(
          left.map((entry) => entry?.key),
          [undefined, 'b', undefined],
        );
        assert.equal(await records.count(''), 1);
      }));

    test('a key put again after its deletion continues above its old revision', () =>
      withRecords(async (records) => {
        await create(records, ['k']);
        await records.put([{ key: 'k', value: '"two"', expectedRevision: 1 }]);
        await records.delete(['k']);
        assert.deepEqual(await records.put([{ key: 'k', value: '"no"', expectedRevision: 2 }]), [
          { key: 'k', ok: false },
        ]);
        const [result] = await records.put([{ key: 'k', value: '"three"', expectedRevision: 0 }]);
        assert.ok(result?.ok && result.revision > 2);
        assert.deepEqual(await records.get(['k']), [
          { key: 'k', revision: result.revision, value: '"three"' },
        ]);
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

    test('a scan goes on while what it has passed is changed', () =>
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

    test('a lease is held by one, renewed by its holder, free when released', () =>
      withRecords(async (records) => {
        assert.equal(await records.acquireLease('job', 'one', 60_000), true);
        assert.equal(await records.acquireLease('job', 'two', 60_000), false);
        assert.equal(await records.acquireLease('job', 'one', 60_000), true);
        assert.equal(await records.acquireLease('other', 'two', 60_000), true);
        await records.releaseLease('job', 'two');
        assert.equal(await records.acquireLease('job', 'two', 60_000), false);
        await records.releaseLease('job', 'one');
        assert.equal(await records.acquireLease('job', 'two', 60_000), true);
      }));

    test('a lease that has expired is free', () =>
      withRecords(async (records) => {
        assert.equal(await records.acquireLease('job', 'one', 0), true);
        assert.equal(await records.acquireLease('job', 'two', 60_000), true);
        assert.equal(await records.acquireLease('job', 'one', 60_000), false);
      }));

    test('closing twice is closing once; closed records refuse work', () =>
      withRecords(async (records) => {
        await records.ping();
        await records.close();
        await records.close();
        await assert.rejects(records.get(['a']), { name: 'UnavailableError' });
      }));
  });
}

async function create(records: Records, keys: readonly string[]): Promise<void> {
  const results = await records.put(
    keys.map((key) => ({ key, value: JSON.stringify(key), expectedRevision: 0 })),
  );
  assert.ok(results.every(({ ok }) => ok));
}

async function collect(pages: AsyncIterable<RecordEntry[]>): Promise<RecordEntry[][]> {
  const all: RecordEntry[][] = [];
  for await (const page of pages) all.push(page);
  return all;
}
