import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RecordEntry, Records } from '#ports/records.ts';

export interface RecordsUnderTest {
  records: Records;
  /** Opens the same records once more, as another process would; closed by whoever asked for them. */
  another(): Promise<Records>;
  /** Closes the records and removes what they left. */
  dispose(): Promise<void>;
}

/** What every records store must do; `makeRecords` answers an empty one. Skipped where its server is not there. */
export function recordsContract(
  name: string,
  makeRecords: () => Promise<RecordsUnderTest>,
  options: { skip?: boolean } = {},
): void {
  const withRecords = async (work: (records: Records) => Promise<void>) => {
    const { records, dispose } = await makeRecords();
    try {
      await work(records);
    } finally {
      await dispose();
    }
  };

  const withTwo = async (work: (one: Records, two: Records) => Promise<void>) => {
    const { records, another, dispose } = await makeRecords();
    const other = await another();
    try {
      await work(records, other);
    } finally {
      await other.close();
      await dispose();
    }
  };

  describe(`records contract: ${name}`, options, () => {
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

    test('what was read before a deletion cannot be put after it', () =>
      withTwo(async (one, two) => {
        await create(one, ['k']);
        const [read] = await two.get(['k']);
        await one.delete(['k']);
        assert.deepEqual(await two.get(['k']), [undefined]);
        const stale = { key: 'k', value: '"stale"', expectedRevision: read?.revision ?? 0 };
        assert.deepEqual(await two.put([stale]), [{ key: 'k', ok: false }]);
        await create(one, ['k']);
        assert.deepEqual(await two.put([stale]), [{ key: 'k', ok: false }]);
      }));

    test('deleting and creating at the same time ends in one or the other', () =>
      withTwo(async (one, two) => {
        const revisions: number[] = [];
        for (let round = 0; round < 10; round++) {
          const [results] = await Promise.all([
            one.put([{ key: 'k', value: `${round}`, expectedRevision: 0 }]),
            two.delete(['k']),
          ]);
          revisions.push(...results.flatMap((result) => (result.ok ? result.revision : [])));
          await two.delete(['k']);
          assert.deepEqual(await one.get(['k']), [undefined]);
        }
        assert.deepEqual(
          revisions,
          revisions.toSorted((a, b) => a - b),
        );
        assert.equal(new Set(revisions).size, 10);
      }));

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

    test('a lease is taken by one of many who ask at the same time', () =>
      withTwo(async (one, two) => {
        const asked = Array.from({ length: 10 }, (_, n) =>
          (n % 2 ? one : two).acquireLease('job', `holder ${n}`, 60_000),
        );
        assert.equal((await Promise.all(asked)).filter(Boolean).length, 1);
      }));

    test('a holder whose lease was taken over neither renews nor releases it', () =>
      withTwo(async (one, two) => {
        assert.equal(await one.acquireLease('job', 'one', 0), true);
        assert.equal(await two.acquireLease('job', 'two', 60_000), true);
        assert.equal(await one.acquireLease('job', 'one', 60_000), false);
        await one.releaseLease('job', 'one');
        assert.equal(await one.acquireLease('job', 'one', 60_000), false);
        await two.releaseLease('job', 'two');
        assert.equal(await one.acquireLease('job', 'one', 60_000), true);
      }));

    test('leases are no records', () =>
      withRecords(async (records) => {
        await records.acquireLease('job', 'one', 60_000);
        assert.equal(await records.count(''), 0);
        assert.deepEqual(await records.get(['job', 'lease/job']), [undefined, undefined]);
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
