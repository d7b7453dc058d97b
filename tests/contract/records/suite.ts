import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deletionContract } from './contract/deletion.ts';
import { entriesContract } from './contract/entries.ts';
import { leasesContract } from './contract/leases.ts';
import type { RecordsUnderTest, WithRecords, WithTwo } from './contract/records-under-test.ts';
import { scanningContract } from './contract/scanning.ts';
import { sharingContract } from './contract/sharing.ts';

/** What every records store must do; `makeRecords` answers an empty one. Skipped where its server is not there. */
export function recordsContract(
  name: string,
  makeRecords: () => Promise<RecordsUnderTest>,
  options: { skip?: boolean } = {},
): void {
  const withRecords: WithRecords = async (work) => {
    const { records, dispose } = await makeRecords();
    try {
      await work(records);
    } finally {
      await dispose();
    }
  };

  const withTwo: WithTwo = async (work) => {
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
    entriesContract(withRecords);
    deletionContract(withRecords, withTwo);
    sharingContract(withTwo);
    scanningContract(withRecords, withTwo);
    leasesContract(withRecords, withTwo);

    test('closing twice is closing once; closed records refuse work', () =>
      withRecords(async (records) => {
        await records.ping();
        await records.close();
        await records.close();
        await assert.rejects(records.get(['a']), { name: 'UnavailableError' });
      }));
  });
}
