import type { Sort } from '../limits.ts';
import { MAX_QUERY_LENGTH } from '../limits.ts';
import type { FieldName } from '../query/fields.ts';
import type { ParsedQuery } from '../query/parse-query.ts';
import { parseQuery } from '../query/parse-query.ts';
import { printQuery } from '../query/print-query.ts';
import type { QueryNode, QueryTree, Span } from '../query/tree.ts';
import { foldWords } from './fold-words.ts';
import { matchRules } from './match-rules.ts';
import type { RuleName } from './rule.ts';
import { smallWordsOf } from './rules/small-word.ts';

/** Words that were not searched as words. */
export interface PlainPart {
  rule: RuleName;
  /** In the typed text. */
  span: Span;
  /** What the words became; `null` when they only join others, or when the same field was typed as a clause. */
  clause: string | null;
}

/** A query as `parseQuery` gives it, with what became of plain words. */
export interface PlainReading extends ParsedQuery {
  /** In the order of the text; empty when every word is a word. */
  parts: PlainPart[];
}

type FreeWord = Extract<QueryNode, { kind: 'word' | 'platform' }> & { span: Span };

/**
 * Reads a question in plain words: "vegan bakers in Berlin under 50k followers" becomes `vegan bakers Berlin
 * followers:<50k`. Whatever the query language says keeps its meaning: quotes, fields, groups, minus signs and words
 * after a backslash stay as they are, and a field or order that is typed replaces the same one in plain words. Never
 * throws, and the tree prints as a query that is read the same way. `given`: fields that have a value from elsewhere.
 */
export function readPlainWords(
  text: string,
  given: ReadonlySet<FieldName | 'sort'> = new Set(),
): PlainReading {
  const typed = parseQuery(text);
  const strict = { ...typed, parts: [] };
  const { nodes } = typed.tree;
  const taken = new Set([...given, ...fieldsOf(typed.tree)]);
  if (typed.sort !== null) taken.add('sort');
  const parts: PlainPart[] = [];
  const made = new Map<string, QueryNode>();
  let sort = typed.sort;
  const dropped = new Set<QueryNode>();

  for (const run of runsOf(nodes, text)) {
    const raw = run.map((node) => text.slice(node.span.start, node.span.end));
    for (const { rule, becomes, first, end } of matchRules(foldWords(raw), raw)) {
      const span = { start: run[first]?.span.start ?? 0, end: run[end - 1]?.span.end ?? 0 };
      const isTaken = rule.field !== null && taken.has(rule.field);
      const read = becomes === null || isTaken ? undefined : readClause(becomes, span);
      if (read?.node !== undefined && !made.has(read.clause)) made.set(read.clause, read.node);
      sort ??= read?.sort ?? null;
      parts.push({ rule: rule.name, span, clause: read?.clause ?? null });
      for (const node of run.slice(first, end)) dropped.add(node);
    }
  }
  const free = nodes.filter((node): node is FreeWord => isFree(node, text) && !dropped.has(node));
  const folded = foldWords(nodes.filter((node) => isFree(node, text)).map((node) => node.text));
  const words = folded.places.map(({ start, end }) => folded.text.slice(start, end));
  const isSmall = smallWordsOf(words);
  for (const node of free) {
    if (!isSmall(foldWords([node.text]).text, node.text)) continue;
    parts.push({ rule: 'small-word', span: node.span, clause: null });
    dropped.add(node);
  }
  const tree: QueryTree = {
    kind: 'all',
    nodes: [...nodes.filter((node) => !dropped.has(node)).map(withoutComma), ...made.values()],
  };
  // "The Who" is a name; "all creators" is every creator.
  const isEmptied = tree.nodes.length === 0 && sort === null && !parts.some(({ rule }) => rule === 'people');
  if (isEmptied || printQuery(tree).length > MAX_QUERY_LENGTH) return strict;
  parts.sort((a, b) => a.span.start - b.span.start);
  const notes = typed.notes.filter(({ span }) => !isReadSign(text, span, parts));
  return { ...typed, tree, sort, notes, parts };
}

/** Whether a reading filters or sorts, instead of only ignoring words. */
export function saysMore({ parts }: PlainReading): boolean {
  return parts.some(({ clause }) => clause !== null);
}

function readClause(text: string, span: Span): { clause: string; node?: QueryNode; sort: Sort | null } {
  const { tree, sort } = parseQuery(text);
  const [node] = tree.nodes;
  if (node?.kind !== 'field') return { clause: text, sort };
  return { clause: printQuery(tree), node: { ...node, span }, sort };
}

/** Words at the top with nothing but spaces or a percent sign between them. */
function runsOf(nodes: readonly QueryNode[], text: string): FreeWord[][] {
  const runs: FreeWord[][] = [];
  let run: FreeWord[] | undefined;
  for (const node of nodes) {
    if (!isFree(node, text)) {
      run = undefined;
      continue;
    }
    const before = run?.at(-1);
    if (before === undefined || !isGap(text.slice(before.span.end, node.span.start))) {
      run = [];
      runs.push(run);
    }
    run?.push(node);
  }
  return runs;
}

/** Nothing, or the sign of "3 % engagement", which the parser ignores. */
function isGap(text: string): boolean {
  return /^\s*(?:%\s+)?$/.test(text);
}

/** The percent sign in or after a number that a rule has read. */
function isReadSign(text: string, { start, end }: Span, parts: readonly PlainPart[]): boolean {
  if (text.slice(start, end) !== '%') return false;
  return parts.some(
    ({ span, clause }) =>
      clause !== null && span.start < start && /^\s*$/.test(text.slice(Math.min(span.end, start), start)),
  );
}

/** A word without an operator. After a backslash, any word is one. */
function isFree(node: QueryNode, text: string): node is FreeWord {
  if ((node.kind !== 'word' && node.kind !== 'platform') || node.span === null) return false;
  return text[node.span.start] !== '\\';
}

/** `Berlin,` as `Berlin`. */
function withoutComma(node: QueryNode): QueryNode {
  return node.kind === 'word' ? { ...node, text: node.text.replace(/(?<=[\p{L}\p{N}])[,;]+$/u, '') } : node;
}

function fieldsOf(node: QueryNode): Set<FieldName | 'sort'> {
  if (node.kind === 'all' || node.kind === 'any')
    return new Set(node.nodes.flatMap((inner) => [...fieldsOf(inner)]));
  if (node.kind === 'not') return fieldsOf(node.node);
  return new Set(node.kind === 'field' ? [node.field] : []);
}
