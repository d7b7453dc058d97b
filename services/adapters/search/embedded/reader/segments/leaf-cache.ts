import type { Leaf } from './leaf.ts';
import type { Segment } from './structure.ts';

/** Pages of segments, which never change. */
export interface LeafCache {
  find(segment: Segment, page: number): Leaf | undefined;
  add(segment: Segment, page: number, leaf: Leaf): void;
  /** Forgets the pages of other segments. */
  keep(versions: ReadonlySet<string>): void;
}

/** By the version of the segment, then by page. */
type Generation = Map<string, Map<number, Leaf>>;

/**
 * Keeps the last `most` pages that were used, and at most as many again. A page that is used moves to the younger generation; when
 * that is full, the older one is forgotten.
 */
export function createLeafCache(most: number): LeafCache {
  let young: Generation = new Map();
  let old: Generation = new Map();
  let count = 0;

  const add = ({ version }: Segment, page: number, leaf: Leaf) => {
    if (count === most) {
      old = young;
      young = new Map();
      count = 0;
    }
    let own = young.get(version);
    if (own === undefined) {
      own = new Map();
      young.set(version, own);
    }
    own.set(page, leaf);
    count++;
  };
  return {
    find(segment, page) {
      const { version } = segment;
      const known = young.get(version)?.get(page);
      if (known !== undefined) return known;
      const older = old.get(version)?.get(page);
      if (older !== undefined) add(segment, page, older);
      return older;
    },
    add,
    keep(versions) {
      young = only(young, versions);
      old = only(old, versions);
      count = [...young.values()].reduce((sum, { size }) => sum + size, 0);
    },
  };
}

function only(generation: Generation, versions: ReadonlySet<string>): Generation {
  return new Map([...generation].filter(([version]) => versions.has(version)));
}
