/** Texts through the parser of queries, a tenth as many through that of plain words: part of `npm run test:fuzz`. FUZZ_QUERIES and FUZZ_SEED choose how many and which. */
import { checkPlainWords } from '#tests/support/query/plain-properties.ts';
import { checkQueries } from '#tests/support/query/query-properties.ts';

const cases = Number(process.env.FUZZ_QUERIES ?? 1_000_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);

console.log(`seed ${seed}`);
const startedAt = performance.now();
checkQueries(cases, seed);
checkPlainWords(cases / 10, seed);
console.log(`queries: ${cases} cases, ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
