import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WithRecords, WithTwo } from './records-under-test.ts';

export function leasesContract(withRecords: WithRecords, withTwo: WithTwo): void {
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
}
