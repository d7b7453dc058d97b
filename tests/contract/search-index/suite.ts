import type { MakeIndex } from './make-index.ts';
import { matchingContract } from './matching.ts';
import { pagingContract } from './paging.ts';
import { filteringContract } from './querying/filtering.ts';
import { queryLanguageContract } from './querying/query-language.ts';
import { scanningContract } from './querying/scanning.ts';
import { suggestingContract } from './querying/suggesting.ts';
import { rebuildingContract } from './rebuilding.ts';
import { understandingContract } from './understanding.ts';
import { writingContract } from './writing.ts';

/** What every adapter of the search index must do. */
export function searchIndexContract(name: string, makeIndex: MakeIndex): void {
  writingContract(name, makeIndex);
  matchingContract(name, makeIndex);
  understandingContract(name, makeIndex);
  filteringContract(name, makeIndex);
  queryLanguageContract(name, makeIndex);
  pagingContract(name, makeIndex);
  scanningContract(name, makeIndex);
  suggestingContract(name, makeIndex);
  rebuildingContract(name, makeIndex);
}
