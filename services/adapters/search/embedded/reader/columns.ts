import { UNKNOWN } from '#adapters/search/cursor.ts';
import { coveredOf } from '../common-pairs.ts';
import type { Arena } from './arena.ts';
import { createArena } from './arena.ts';
import { wordsFor } from './columns/bits.ts';
import type { Coverage } from './columns/coverage.ts';
import { createCoverage } from './columns/coverage.ts';
import type { FacetGroups } from './columns/facet-groups.ts';
import { createFacetGroups } from './columns/facet-groups.ts';
import type { GroupColumn, LengthColumn } from './columns/slot-columns.ts';
import { createGroupColumn, createLengthColumn } from './columns/slot-columns.ts';
import type { Labels } from './labels.ts';
import { createLabels } from './labels.ts';
import type { Spellings } from './spelling/spellings.ts';
import { createSpellings } from './spelling/spellings.ts';

/** The columns of `attributes` that are always in memory. */
export const ATTRIBUTES = [
  'ordinal',
  'id',
  'platform',
  'category',
  'source',
  'tier',
  'followers',
  'rate',
  'reported',
  'recent',
  'lengths',
  'pairs_a',
  'pairs_b',
  'pairs_c',
  'pairs_d',
  'handle',
] as const;

/** One row of the columns. */
export type AttributeRow = readonly [
  ordinal: number,
  id: string,
  platform: string,
  category: string | null,
  source: string,
  tier: string | null,
  followers: number | null,
  rate: string | null,
  reported: string | null,
  recent: number | null,
  lengths: number,
  pairsA: number,
  pairsB: number,
  pairsC: number,
  pairsD: number,
  handle: string,
];

/** Facets in the order in which answers list them. */
export const FACETS = ['platform', 'category', 'tier', 'source'] as const;
export type Facet = (typeof FACETS)[number];

/**
 * What queries filter, sort and count by, one array a column. A document's place in them is its slot; slots ascend
 * with ordinals. A slot whose document is gone stays, with `alive` 0.
 */
export interface Columns {
  /** Slots in use, dead ones included. Arrays may be longer. */
  size: number;
  live: number;
  lastOrdinal: number;
  alive: Uint8Array;
  /** The same with a bit for each slot. */
  living: Uint32Array;
  ordinals: Float64Array;
  followers: Float64Array;
  /** Powers of ten of followers, 0 when unknown. */
  audience: Float32Array;
  /** At least that of every document. */
  maxAudience: number;
  rate: Float64Array;
  /** Rates that sources state. */
  reported: Float64Array;
  recent: Float64Array;
  /** Codes of the facets' values. */
  codes: Record<Facet, Int32Array>;
  /** The `facetGroups` of these codes. */
  groups: Int32Array;
  readonly groupColumn: GroupColumn;
  readonly facetGroups: FacetGroups;
  /** Words in name, topics and bio. */
  nameLength: Uint8Array;
  topicLength: Uint8Array;
  bioLength: Uint8Array;
  readonly bioLengthColumn: LengthColumn;
  /** Which words stand side by side: a `PairSet` of four numbers for each slot. */
  pairs: Int32Array;
  /** Which documents have the postings of pairs of common words. */
  readonly coverage: Coverage;
  /** Sums of the lengths over live slots: name, topics, bio. */
  lengthSums: [number, number, number];
  readonly ids: Arena;
  /** Handles as folded words, by slot. */
  readonly handles: Arena;
  readonly handleSpellings: Spellings;
  readonly labels: Record<Facet, Labels>;
  append(row: AttributeRow): void;
  remove(ordinal: number): void;
  /** The first slot whose ordinal is not lower; `size` when there is none. */
  slotAtOrAfter(ordinal: number): number;
}

export function createColumns(): Columns {
  const codes = (capacity: number) => ({
    platform: new Int32Array(capacity),
    category: new Int32Array(capacity),
    tier: new Int32Array(capacity),
    source: new Int32Array(capacity),
  });
  let capacity = 1_024;
  const handles = createArena();
  const groupColumn = createGroupColumn();
  const bioLengthColumn = createLengthColumn();

  const columns: Columns = {
    size: 0,
    live: 0,
    lastOrdinal: 0,
    alive: new Uint8Array(capacity),
    living: new Uint32Array(wordsFor(capacity)),
    ordinals: new Float64Array(capacity),
    followers: new Float64Array(capacity),
    audience: new Float32Array(capacity),
    maxAudience: 0,
    rate: new Float64Array(capacity),
    reported: new Float64Array(capacity),
    recent: new Float64Array(capacity),
    codes: codes(capacity),
    groups: groupColumn.grow(capacity),
    groupColumn,
    facetGroups: createFacetGroups(),
    nameLength: new Uint8Array(capacity),
    topicLength: new Uint8Array(capacity),
    bioLength: bioLengthColumn.grow(capacity),
    bioLengthColumn,
    pairs: new Int32Array(capacity * 4),
    coverage: createCoverage(),
    lengthSums: [0, 0, 0],
    ids: createArena(),
    handles,
    handleSpellings: createSpellings(handles, 0),
    labels: {
      platform: createLabels(),
      category: createLabels(),
      tier: createLabels(),
      source: createLabels(),
    },
    append(row) {
      // By number: taking the row apart in one pattern is slower, and a million rows are read at the start.
      const ordinal = row[0];
      const followers = row[6];
      const lengths = row[10];
      if (columns.size === capacity) grow();
      const slot = columns.size++;
      columns.live++;
      columns.lastOrdinal = ordinal;
      columns.alive[slot] = 1;
      columns.living[slot >>> 5] = (columns.living[slot >>> 5] ?? 0) | (1 << (slot & 31));
      columns.ordinals[slot] = ordinal;
      columns.followers[slot] = followers ?? UNKNOWN;
      const audience = Math.fround(Math.log10(1 + Math.max(0, followers ?? 0)));
      columns.audience[slot] = audience;
      if (audience > columns.maxAudience) columns.maxAudience = audience;
      columns.rate[slot] = row[7] === null ? UNKNOWN : Number(row[7]);
      columns.reported[slot] = row[8] === null ? UNKNOWN : Number(row[8]);
      columns.recent[slot] = row[9] ?? UNKNOWN;
      const platform = columns.labels.platform.encode(row[2]);
      const category = columns.labels.category.encode(row[3]);
      const tier = columns.labels.tier.encode(row[5]);
      const source = columns.labels.source.encode(row[4]);
      columns.codes.platform[slot] = platform;
      columns.codes.category[slot] = category;
      columns.codes.tier[slot] = tier;
      columns.codes.source[slot] = source;
      columns.groups[slot] = columns.facetGroups.encode(platform, category, tier, source);
      columns.nameLength[slot] = lengths & 0xff;
      columns.topicLength[slot] = (lengths >> 8) & 0xff;
      columns.bioLength[slot] = (lengths >> 16) & 0xff;
      columns.coverage.add(slot, coveredOf(lengths));
      columns.pairs[slot * 4] = row[11];
      columns.pairs[slot * 4 + 1] = row[12];
      columns.pairs[slot * 4 + 2] = row[13];
      columns.pairs[slot * 4 + 3] = row[14];
      columns.ids.push(row[1]);
      columns.handles.push(row[15]);
      countLengths(slot, 1);
    },
    remove(ordinal) {
      const slot = columns.slotAtOrAfter(ordinal);
      if (columns.ordinals[slot] !== ordinal || slot >= columns.size || columns.alive[slot] === 0) return;
      columns.alive[slot] = 0;
      columns.living[slot >>> 5] = (columns.living[slot >>> 5] ?? 0) & ~(1 << (slot & 31));
      columns.live--;
      countLengths(slot, -1);
    },
    slotAtOrAfter(ordinal) {
      let low = 0;
      let high = columns.size;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((columns.ordinals[middle] ?? 0) < ordinal) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };

  const countLengths = (slot: number, sign: 1 | -1) => {
    columns.lengthSums[0] += sign * (columns.nameLength[slot] ?? 0);
    columns.lengthSums[1] += sign * (columns.topicLength[slot] ?? 0);
    columns.lengthSums[2] += sign * (columns.bioLength[slot] ?? 0);
  };
  const grow = () => {
    capacity = Math.ceil(capacity * 1.5);
    columns.alive = enlarge(columns.alive, new Uint8Array(capacity));
    columns.living = enlarge(columns.living, new Uint32Array(wordsFor(capacity)));
    columns.ordinals = enlarge(columns.ordinals, new Float64Array(capacity));
    columns.followers = enlarge(columns.followers, new Float64Array(capacity));
    columns.audience = enlarge(columns.audience, new Float32Array(capacity));
    columns.rate = enlarge(columns.rate, new Float64Array(capacity));
    columns.reported = enlarge(columns.reported, new Float64Array(capacity));
    columns.recent = enlarge(columns.recent, new Float64Array(capacity));
    columns.groups = groupColumn.grow(capacity);
    for (const facet of FACETS)
      columns.codes[facet] = enlarge(columns.codes[facet], new Int32Array(capacity));
    columns.nameLength = enlarge(columns.nameLength, new Uint8Array(capacity));
    columns.topicLength = enlarge(columns.topicLength, new Uint8Array(capacity));
    columns.bioLength = bioLengthColumn.grow(capacity);
    columns.pairs = enlarge(columns.pairs, new Int32Array(capacity * 4));
  };
  return columns;
}

function enlarge<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
