import assert from 'node:assert/strict';
import { readPlainWords } from '#contract/plain/read-plain-words.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { printQuery } from '#contract/query/print-query.ts';
import type { QueryNode } from '#contract/query/tree.ts';
import { seededRandom } from '../seeded-random.ts';
import { PIECES, withoutSpans } from './query-properties.ts';

const WORDS = [
  ...[
    'under',
    'over',
    'between',
    'and',
    'to',
    'at least',
    '50k',
    '1.5 million',
    '10-50k',
    '3%',
    '30',
    '2026-03',
  ],
  ...[
    'followers',
    'engagement',
    'growth',
    'posts',
    'a week',
    'daily',
    'active',
    'in the last',
    'days',
    'month',
  ],
  ...[
    'in',
    'from',
    'on',
    'who speak',
    'Germany',
    'the US',
    'Berlin,',
    'Spanish',
    'German-speaking',
    'TikTok',
  ],
  ...[
    'verified',
    'not',
    'micro',
    'nano and',
    'influencers',
    'find me',
    'creators',
    'high',
    'Ärzte',
    'OR',
    '東京',
  ],
];

/** Checks `count` texts of plain words, operators and rubbish: the same for the same seed. */
export function checkPlainWords(count: number, seed: number): void {
  const random = seededRandom(seed);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)];
  for (let round = 0; round < count; round++) {
    const length = Math.floor(random() * 12);
    const words = Array.from({ length }, () => (random() < 0.8 ? `${pick(WORDS)} ` : pick(PIECES)));
    checkPlain(words.join(''));
  }
}

/** Every text is read, its parts are in the text, clauses parse without a note, and what was typed as syntax is kept. */
function checkPlain(text: string): void {
  const asked = JSON.stringify(text);
  const { tree, parts } = readPlainWords(text);
  for (const { span, clause } of parts) {
    assert.ok(span.start >= 0 && span.end > span.start && span.end <= text.length, asked);
    if (clause !== null) assert.deepEqual(parseQuery(clause).notes, [], `${asked}: ${clause}`);
  }
  const printed = printQuery(tree);
  const again = parseQuery(printed).tree;
  assert.deepEqual(withoutSpans(again), withoutSpans(tree), `${asked} printed as ${JSON.stringify(printed)}`);
  const syntax = parseQuery(text).tree.nodes.filter(({ kind }) => kind !== 'word' && kind !== 'platform');
  const kept = new Set(tree.nodes.map((node) => JSON.stringify(node)));
  for (const node of syntax) assert.ok(kept.has(JSON.stringify(node)), `${asked} lost ${describe(node)}`);
}

function describe(node: QueryNode): string {
  return printQuery({ kind: 'all', nodes: [node] });
}
