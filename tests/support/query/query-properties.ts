import assert from 'node:assert/strict';
import { FIELD_NAMES, fieldOf } from '#contract/query/fields.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { printQuery } from '#contract/query/print-query.ts';
import type { QueryNode } from '#contract/query/tree.ts';
import { seededRandom } from '../seeded-random.ts';

export const PIECES = [
  ...'ab1 \t"“”„«»-+#@&.,:;/\\(){}<>=%é東\u0000!|',
  ...[
    '😀',
    '\ud800',
    'tiktok',
    'https://x.com/a',
    'OR',
    ' OR ',
    ' AND ',
    '10k',
    '..',
    '>=3',
    '/week',
    '2026-01',
    '30d',
  ],
  ...['sort:', 'gmail.com', 'c++', '-(', ' (', ') ', ' "', '" ', '," ', 'a:b'],
  ...FIELD_NAMES.map((name) => `${name}:`),
  ...FIELD_NAMES.map((name) => fieldOf(name).example),
];

/** Checks `count` texts of operators, fields and rubbish: the same for the same seed. */
export function checkQueries(count: number, seed: number): void {
  const random = seededRandom(seed);
  for (let round = 0; round < count; round++) {
    const length = Math.floor(random() * 14);
    const text = Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
    checkQuery(text);
  }
}

/** Every text has a tree, its parts and notes are in the text, and the tree is what its printed form says. */
export function checkQuery(text: string): void {
  const asked = JSON.stringify(text);
  const { tree, notes } = parseQuery(text);
  let at = 0;
  for (const { start, end } of spansOf(tree)) {
    assert.ok(start >= at && end > start && end <= text.length, asked);
    at = end;
  }
  for (const { span, suggestion, message } of notes) {
    assert.ok(span.start >= 0 && span.end >= span.start && span.end <= text.length, asked);
    assert.notEqual(message, '', asked);
    if (suggestion !== null) assert.deepEqual(parseQuery(suggestion).notes, [], `${asked}: ${suggestion}`);
  }
  const printed = printQuery(tree);
  const again = parseQuery(printed).tree;
  assert.deepEqual(withoutSpans(again), withoutSpans(tree), `${asked} printed as ${JSON.stringify(printed)}`);
  assert.equal(printQuery(again), printed, asked);
}

function spansOf(node: QueryNode): { start: number; end: number }[] {
  if (node.kind === 'all' || node.kind === 'any') return node.nodes.flatMap(spansOf);
  if (node.kind === 'not') return spansOf(node.node);
  return node.span === null ? [] : [node.span];
}

export function withoutSpans(node: QueryNode): unknown {
  if (node.kind === 'all' || node.kind === 'any')
    return { kind: node.kind, nodes: node.nodes.map(withoutSpans) };
  return node.kind === 'not' ? { kind: 'not', node: withoutSpans(node.node) } : { ...node, span: null };
}
