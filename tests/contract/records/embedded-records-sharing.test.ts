import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { createEmbeddedRecords } from '#adapters/records/embedded/embedded-records.ts';
import type { Records } from '#ports/records.ts';

describe('embedded records, several threads on one file', () => {
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
