import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { createFakeAnalytics, createIndexerHarness } from './indexer-harness.ts';

/** The batch handler over stores in memory; `over` replaces some of its parts. */
export function createIndexerWithFakes(over: Partial<Parameters<typeof createIndexerHarness>[0]> = {}) {
  const records = createFakeRecords();
  const search = createFakeSearchIndex();
  const indexer = createIndexerHarness({ records, search, analytics: createFakeAnalytics(), ...over });
  return { records, search, indexer };
}
