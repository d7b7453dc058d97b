import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { createStorageThread } from '../../../services/shared/adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedRecords } from '../../../services/shared/adapters/records/embedded/embedded-records.ts';
import type { Records } from '../../../services/shared/ports/records.ts';

describe('embedded records, several threads on one file', () => {
  test('each sees what the other was answered', () =>
    withTwo(async (one, two) => {
      await one.put([{ key: 'k', value: '"one"', expectedRevision: 0 }]);
      assert.equal((await two.get(['k']))[0]?.value, '"one"');
      assert.deepEqual(await two.put([{ key: 'k', value: '"two"', expectedRevision: 1 }]), [
        { key: 'k', ok: true, revision: 2 },
      ]);
      assert.deepEqual(await one.put([{ key: 'k', value: '"one"', expectedRevision: 1 }]), [
        { key: 'k', ok: false },
      ]);
      assert.equal(await one.acquireLease('job', 'one', 60_000), true);
      assert.equal(await two.acquireLease('job', 'two', 60_000), false);
    }));

  test('loses no increment when both write the same keys', () =>
    withTwo(async (one, two) => {
      const increment = async (records: Records) => {
        for (let done = 0; done < 100; ) {
          const [entry] = await records.get(['counter']);
          const value = String(Number(entry?.value ?? 0) + 1);
          const [result] = await records.put([
            { key: 'counter', value, expectedRevision: entry?.revision ?? 0 },
          ]);
          if (result?.ok) done++;
        }
      };
      await Promise.all([increment(one), increment(two)]);
      assert.deepEqual(await one.get(['counter']), [{ key: 'counter', revision: 200, value: '200' }]);
    }));

  test('waits while another program writes', () =>
    withTwo(async (one, _two, path) => {
      await one.ping();
      const other = new DatabaseSync(path);
      other.exec('BEGIN IMMEDIATE');
      let answered = false;
      const put = one.put([{ key: 'k', value: '1', expectedRevision: 0 }]).then((results) => {
        answered = true;
        return results;
      });
      const later = one.put([{ key: 'l', value: '1', expectedRevision: 0 }]);
      assert.equal(answered, false);
      other.exec('COMMIT');
      other.close();
      assert.deepEqual(await put, [{ key: 'k', ok: true, revision: 1 }]);
      assert.deepEqual(await later, [{ key: 'l', ok: true, revision: 1 }]);
    }));
});

async function withTwo(work: (one: Records, two: Records, path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'influscope-records-'));
  const path = join(directory, 'records.db');
  const threads = [createStorageThread(), createStorageThread()] as const;
  const one = createEmbeddedRecords({ thread: threads[0], path });
  const two = createEmbeddedRecords({ thread: threads[1], path });
  try {
    await work(one, two, path);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
    await rm(directory, { recursive: true });
  }
}
