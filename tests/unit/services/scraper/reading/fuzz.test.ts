import { test } from 'node:test';
import { READER_PROPERTIES } from '#tests/support/reading/reader-properties.ts';

/** `npm run test:fuzz` checks many more. */
const CASES = 3_000;
const SEED = 20_261_128;

for (const { name, share, check } of READER_PROPERTIES) {
  test(name, () => check({ numRuns: Math.ceil(CASES * share), seed: SEED }));
}
