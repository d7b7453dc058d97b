import assert from 'node:assert/strict';
import type { RecordEntry, Records } from '#ports/records.ts';

export interface RecordsUnderTest {
  records: Records;
  /** Opens the same records once more, as another process would; the caller closes them. */
  another(): Promise<Records>;
  /** Closes the records and removes what they left. */
  dispose(): Promise<void>;
}

/** Gives the work empty records, and removes them afterwards. */
export type WithRecords = (work: (records: Records) => Promise<void>) => Promise<void>;

/** The same, opened twice. */
export type WithTwo = (work: (one: Records, two: Records) => Promise<void>) => Promise<void>;

export async function create(records: Records, keys: readonly string[]): Promise<void> {
  const results = await records.put(
    keys.map((key) => ({ key, value: JSON.stringify(key), expectedRevision: 0 })),
  );
  assert.ok(results.every(({ ok }) => ok));
}

export async function collect(pages: AsyncIterable<RecordEntry[]>): Promise<RecordEntry[][]> {
  const all: RecordEntry[][] = [];
  for await (const page of pages) all.push(page);
  return all;
}
