import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';

export interface ListDeps {
  records: Records;
  search: SearchIndex;
  suppressions: SuppressionList;
  /** Epoch milliseconds. */
  now(): number;
}
