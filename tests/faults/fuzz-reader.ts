/**
 * Damaged inputs through the reader: `npm run test:fuzz`. FUZZ_CASES and FUZZ_SEED choose how many and which. It runs without
 * the test runner, which follows every promise and takes most of the time.
 */
import { READER_PROPERTIES } from '#tests/support/reading/reader-properties.ts';

const cases = Number(process.env.FUZZ_CASES ?? 200_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);

console.log(`seed ${seed}`);
for (const { name, share, check } of READER_PROPERTIES) {
  const numRuns = Math.ceil(cases * share);
  const startedAt = performance.now();
  await check({ numRuns, seed });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${name}: ${numRuns} cases, ${seconds} s`);
}
