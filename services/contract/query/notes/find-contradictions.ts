import type { FieldName } from '../fields.ts';
import { printList } from '../read-list.ts';
import type { FieldClause, QueryNode, QueryNote, Range, Span } from '../tree.ts';

/** Fields of which a profile has one value. */
const SINGLE: ReadonlySet<FieldName> = new Set(['platform', 'tier', 'verified', 'per']);

type Typed = FieldClause & { span: Span };

/**
 * Two parts that no profile can match together, such as `platform:x platform:tiktok` or `followers:>10k followers:<5k`: a note
 * for each such pair of neighbors of one field. Parts in groups and excluded parts are not compared.
 */
export function findContradictions(nodes: readonly QueryNode[], text: string): QueryNote[] {
  const typed = nodes.filter((node): node is Typed => node.kind === 'field' && node.span !== null);
  return typed.flatMap((second, at) => {
    const first = typed.slice(0, at).findLast(({ field }) => field === second.field);
    const found = first && (describeValues(first, second, text) ?? describeRanges(first, second));
    return first === undefined || found === undefined
      ? []
      : [{ code: 'contradiction', span: { start: first.span.start, end: second.span.end }, ...found }];
  });
}

type Description = Pick<QueryNote, 'message' | 'suggestion'>;

function describeValues(first: Typed, second: Typed, text: string): Description | undefined {
  const { field } = second;
  if (first.test.kind !== 'values' || second.test.kind !== 'values' || !SINGLE.has(field)) return undefined;
  const { values } = first.test;
  if (second.test.values.some((value) => values.includes(value))) return undefined;
  const between = text.slice(first.span.end, second.span.start).trim();
  const either = `${field}:${printList([...values, ...second.test.values])}`;
  return {
    message: `No profile matches both ${field}:${printList(values)} and ${field}:${printList(second.test.values)}. A comma matches either.`,
    suggestion: between === '' ? either : `${either} ${between}`,
  };
}

function describeRanges(first: Typed, second: Typed): Description | undefined {
  if (first.test.kind !== 'range' || second.test.kind !== 'range') return undefined;
  return overlap(first.test.range, second.test.range)
    ? undefined
    : { message: `No value of ${second.field} is in both ranges.`, suggestion: null };
}

function overlap(first: Range, second: Range): boolean {
  const from = Math.max(
    ...[first, second].flatMap(({ min, above }) => [min ?? -Infinity, above ?? -Infinity]),
  );
  const to = Math.min(...[first, second].flatMap(({ max, below }) => [max ?? Infinity, below ?? Infinity]));
  const isOpen = [first, second].some(({ above, below }) => above === from || below === to);
  return isOpen ? from < to : from <= to;
}
