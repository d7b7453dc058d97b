import type { ObjectStore } from './object-store.ts';
import type { Queue } from './queue.ts';
import type { Records } from './records.ts';
import type { SearchIndex } from './search-index.ts';

/** Everything that services store things in, by port. */
export interface Parts {
  queue: Queue;
  records: Records;
  search: SearchIndex;
  objects: ObjectStore;
  /** A copy of the suppression list, apart from the data that the list protects. */
  suppressions: ObjectStore;
}

export type PortName = keyof Parts;
