import { FIELDS } from './fields.ts';
import { parseQuery } from './parse-query.ts';
import { formatAmount } from './parse-range.ts';
import { printTime } from './parse-time.ts';
import { printList, quote } from './read-list.ts';
import { DIGITS } from './read-value.ts';
import type { FieldClause, QueryNode, QueryTree, Range } from './tree.ts';

/** A question is printed several times on its way, always from the same tree, which never changes. */
const printed = new WeakMap<QueryTree, string>();

/** A text that `parseQuery` reads as this tree, apart from the places of its parts. */
export function printQuery(tree: QueryTree): string {
  let text = printed.get(tree);
  if (text === undefined) {
    text = tree.nodes.map((node) => print(node, tree.nodes.length > 1)).join(' ');
    printed.set(tree, text);
  }
  return text;
}

/** `inGroup`: other parts stand beside it. */
function print(node: QueryNode, inGroup: boolean): string {
  switch (node.kind) {
    case 'all':
      return enclose(node.nodes.map((one) => print(one, true)).join(' '));
    case 'any': {
      const text = node.nodes.map((one) => print(one, true)).join(' OR ');
      // For people: OR binds first. An address can hold a parenthesis that is not one of a group.
      return inGroup && isBalanced(text) ? enclose(text) : text;
    }
    case 'not':
      if (node.node.kind === 'any') return `-${enclose(print(node.node, false))}`;
      return node.node.kind === 'word' ? printExcluded(node.node.text) : `-${print(node.node, true)}`;
    case 'phrase':
      return quote(node.text);
    case 'word':
      return printWord(node.text);
    case 'field':
      return printField(node);
    default:
      return node.text;
  }
}

/** Each closing parenthesis has its opening one before it. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Text after a backslash ends at a space, so a space must follow. */
function enclose(text: string): string {
  return /(?:^|\s)-?\\\S*$/.test(text) ? `(${text} )` : `(${text})`;
}

/** Words that would be read as something else. */
const UNSAFE = /[()"“„«]|^(?:OR|AND)$|:$/;

/** With a backslash where the word would be read as something else. */
function printWord(text: string): string {
  const [node, ...others] = parseQuery(text).tree.nodes;
  const isSame = node?.kind === 'word' && node.text === text && others.length === 0;
  return isSame && !UNSAFE.test(text) ? text : `\\${text}`;
}

function printExcluded(text: string): string {
  const plain = `-${printWord(text)}`;
  const [node] = parseQuery(plain).tree.nodes;
  const isSame = node?.kind === 'not' && node.node.kind === 'word' && node.node.text === text;
  return isSame ? plain : `-\\${text}`;
}

/** `followers:10k..100k`, in its shortest form. */
export function printField({ field, test }: Pick<FieldClause, 'field' | 'test'>): string {
  switch (test.kind) {
    case 'values':
      return `${field}:${printList(test.values)}`;
    case 'time':
      return `${field}:${printTime(test)}`;
    case 'range':
      return `${field}:${printRange(test.range, FIELDS[field].type)}`;
  }
}

function printRange({ min, max, above, below }: Range, type: string): string {
  const isPercent = type === 'percent' || type === 'change';
  const number = (value: number) =>
    formatAmount(isPercent ? Number((value * 100).toPrecision(DIGITS)) : value);
  if (above !== undefined) return `>${number(above)}`;
  if (below !== undefined) return `<${number(below)}`;
  if (min !== undefined && max !== undefined)
    return min === max ? `=${number(min)}` : `${number(min)}..${number(max)}`;
  if (min !== undefined) return `>=${number(min)}`;
  return max === undefined ? '' : `<=${number(max)}`;
}
