/** Times the parser of queries: `node bench/query.ts`. Queries of 200 characters, of fields, words and rubbish. */
import { parseQuery } from '#contract/query/parse-query.ts';
import { printQuery } from '#contract/query/print-query.ts';
import { createQueries } from '#tests/support/query/generate-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { quantile } from './quantile.ts';

const COUNT = 1_000;
const LENGTH = 200;
const ROUNDS = 7;
const random = seededRandom(1);
const next = createQueries(
  {
    ...{ words: ['tech', 'vegan', 'c++'], phrases: ['street food'], categories: ['Food & Drink'] },
    ...{ sources: ['import'], topics: ['yoga'], countries: ['DE'], languages: ['de'] },
  },
  1,
);
const signs = [...'ab1 "()-:.,\\{}<>=', ' OR ', 'followers:', 'folowers:1 ', 'a:b '];

const CLASSES: [name: string, make: () => string][] = [
  ['queries', next],
  ['unknown fields', () => 'folowers:10k tpoic:yoga '],
  ['rubbish', () => signs[Math.floor(random() * signs.length)] ?? ''],
  ['parentheses', () => '('],
];

for (const [name, make] of CLASSES) {
  const texts = Array.from({ length: COUNT }, () => {
    let text = '';
    while (text.length < LENGTH) text += `${make()}${name === 'queries' ? ' ' : ''}`;
    return text.slice(0, LENGTH);
  });
  for (const text of texts) parseQuery(text);
  const times = texts.map((text) => timeOf(() => parseQuery(text)));
  const printing = texts.map((text) => parseQuery(text).tree);
  const printMs = timeOf(() => printing.forEach((tree) => void printQuery(tree))) / COUNT;
  const at = (share: number) => quantile(times, share).toFixed(3);
  console.log(
    `${name.padEnd(16)} parse p50/p99/max ${at(0.5)}/${at(0.99)}/${at(1)} ms, print ${printMs.toFixed(3)} ms`,
  );
}

/** The shortest of some, since other programs run beside. Milliseconds. */
function timeOf(work: () => void): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - before);
  }
  return shortest;
}
