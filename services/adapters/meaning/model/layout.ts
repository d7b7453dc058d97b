import { ROW_CACHE_BYTES } from './row-cache.ts';

/** Numbers of an embedding, of a branch, and of the features of a token. */
export const WIDTH = { embedding: 512, branch: 256, features: 1280, hidden: 320, output: 512 } as const;

/** The three branches: how many neighbours a convolution sees, and how many of them lie before the token. */
export const BRANCHES = [
  { order: 2, before: 0 },
  { order: 3, before: 1 },
  { order: 5, before: 2 },
] as const;

/** Zero rows between two texts, so that no convolution sees a neighbour text. */
export const GAP_ROWS = 2;

/** Tokens that are computed together: enough that the weights are read seldom, few enough for the processor's caches. */
export const BATCH_TOKENS = 256;

/** A text has at least three tokens: begin, a piece, end. */
const BATCH_TEXTS = Math.ceil(BATCH_TOKENS / 3);

/** Bytes reserved for the data of the compiler. */
const RESERVED_BYTES = 1024;

/** Bytes of each area of the kernel's memory. Sizes are for one batch; lists of rows are filled up to a multiple of 4. */
const AREAS = {
  rowCache: ROW_CACHE_BYTES,
  rows: (BATCH_TOKENS + 4) * 4,
  scales: (BATCH_TOKENS + 4) * 4,
  features: BATCH_TOKENS * WIDTH.features * 4,
  whole: BATCH_TOKENS * WIDTH.features * 2,
  projected: BATCH_TOKENS * WIDTH.branch * BRANCHES.length * 4,
  hidden: BATCH_TOKENS * WIDTH.branch * 4,
  padded: (BATCH_TOKENS + GAP_ROWS * (BATCH_TEXTS + 1)) * WIDTH.branch * 2,
  mean: BATCH_TEXTS * WIDTH.features * 4,
  first: BATCH_TEXTS * WIDTH.output * 4,
  second: BATCH_TEXTS * WIDTH.output * 4,
  third: BATCH_TEXTS * WIDTH.output * 4,
};

export type Areas = Record<keyof typeof AREAS, number>;

/** Addresses of the areas and of the weights, which come last, and the size of the memory. */
export function layOutMemory(weightBytes: number): { areas: Areas; weights: number; bytes: number } {
  let at = RESERVED_BYTES;
  const areas = {} as Areas;
  for (const [name, bytes] of Object.entries(AREAS)) {
    areas[name as keyof Areas] = at;
    at += Math.ceil(bytes / 16) * 16;
  }
  return { areas, weights: at, bytes: at + weightBytes };
}
