import type { SearchIndex } from '#ports/search-index.ts';

/** An empty index of its own. */
interface TestedIndex {
  index: SearchIndex;
  dispose(): Promise<void>;
}

export type MakeIndex = () => Promise<TestedIndex>;
