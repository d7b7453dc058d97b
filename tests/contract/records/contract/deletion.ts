import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WithRecords, WithTwo } from './records-under-test.ts';
import { create } from './records-under-test.ts';

export function deletionContract(withRecords: WithRecords, withTwo: WithTwo): void {
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
      assert.deepEqual(await records.get(['k']), [{ key: 'k', revision: result.revision, value: '"three"' }]);
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

  test('erases; what is not there is no error, and a key can be put again', () =>
    withRecords(async (records) => {
      await create(records, ['a', 'b', 'c']);
      await records.delete(['c']);
      await records.erase(['a', 'absent', 'c']);
      await records.erase([]);
      assert.deepEqual(
        (await records.get(['a', 'b', 'c'])).map((entry) => entry?.key),
        [undefined, 'b', undefined],
      );
      assert.equal(await records.count(''), 1);
      await create(records, ['a']);
      assert.equal((await records.get(['a']))[0]?.value, '"a"');
    }));

  test('what was read before an erasure cannot be put after it', () =>
    withTwo(async (one, two) => {
      await create(one, ['k']);
      const [read] = await two.get(['k']);
      await one.erase(['k']);
      const stale = { key: 'k', value: '"stale"', expectedRevision: read?.revision ?? 0 };
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
}
