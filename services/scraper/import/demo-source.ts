import { demoProfile } from '../sources/demo/profiles.ts';
import type { RowSource, SourceRow } from './run-import.ts';

/** Demo profiles as rows; the line is the number of the profile, from 1. */
export function createDemoSource({ count, seed }: { count: number; seed: number }): RowSource {
  function* rows(): Generator<SourceRow> {
    for (let index = 0; index < count; index++) {
      yield { kind: 'reading', line: index + 1, read: () => demoProfile(seed, index) };
    }
  }
  async function* batches() {
    yield rows();
  }
  return { rows: batches(), bytesRead: () => 0, tables: [], faults: () => [] };
}
