import type { Hint } from '#contract/hint/hint.ts';
import type { Sort } from '#contract/limits.ts';
import { DEFAULT_LIMIT } from '#contract/limits.ts';
import type { PlainPart, PlainReading } from '#contract/plain/read-plain-words.ts';
import { readPlainWords } from '#contract/plain/read-plain-words.ts';
import { fieldClause } from '#contract/query/field-clause.ts';
import type { FieldName } from '#contract/query/fields.ts';
import { FIELD_NAMES, fieldOf, parameterOf } from '#contract/query/fields.ts';
import type { ParsedQuery } from '#contract/query/parse-query.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { readValue } from '#contract/query/read-value.ts';
import type { SearchQuerystring } from '#contract/query/search.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import type { FieldClause, QueryNote, QueryTree } from '#contract/query/tree.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';

/** Shorter texts have no clear meaning. */
const MIN_MEANING = 3;

const PARAMETERS = FIELD_NAMES.map((name) => ({ name, parameter: parameterOf(name) }));

/** Texts that were parsed last, so that a popular one is parsed once, and what is remembered of its tree is found again. */
const parsed = new Map<string, ParsedQuery>();
const MAX_PARSED = 256;
/** Longer texts are hardly popular. */
const MAX_PARSED_LENGTH = 200;

/** The others say how `q` is read, and which page of results is wanted. */
export type Selection = Omit<SearchQuerystring, 'plain' | 'limit' | 'cursor' | 'facets'>;

export interface ReadSelection {
  tree: QueryTree;
  sort: Sort;
  notes: QueryNote[];
}

/** Parses the query string. Throws a 400 problem that names the parameter; `q` never causes one. */
export function parseSearchQuery(
  querystring: SearchQuerystring,
  nowMs: number,
): { query: SearchQuery; notes: QueryNote[]; plain: PlainPart[] | null } {
  const { plain = false, limit = DEFAULT_LIMIT, cursor = null, facets = true, ...selection } = querystring;
  const reading = plain ? readPlainWords(selection.q ?? '', givenFields(selection)) : null;
  const { tree, sort, notes } = readSelection(selection, reading);
  return {
    query: { tree, sort, limit, cursor, facets, nowMs, ...(reading && meaningOf(tree, sort)) },
    notes,
    plain: reading?.parts ?? null,
  };
}

/** `q` and the parameters of the fields as one tree. A blank parameter is ignored. `plain`: the reading of `q` as plain words. */
export function readSelection(selection: Selection, plain: PlainReading | null = null): ReadSelection {
  const { q = '', sort: asked } = selection;
  const { tree: typed, notes: typedNotes, sort: typedSort } = plain ?? parseTyped(q);
  const clauses = PARAMETERS.flatMap(({ name, parameter }) => {
    const text = selection[parameter]?.trim() ?? '';
    return text === '' ? [] : [readParameter(name, text)];
  });
  const tree: QueryTree = clauses.length === 0 ? typed : { kind: 'all', nodes: [...typed.nodes, ...clauses] };
  const notes = [...typedNotes];
  const whole = { start: 0, end: q.length };
  const note = (code: 'overridden_sort' | 'no_order_by_relevance', message: string) =>
    notes.push({ code, message, span: whole, suggestion: null });
  const hasWords = wantedText(tree).length > 0;
  const wanted = asked ?? typedSort ?? (hasWords ? 'relevance' : 'followers');
  if (asked !== undefined && typedSort !== null && asked !== typedSort)
    note('overridden_sort', `The order ${asked}, which was also given, replaces sort:${typedSort}.`);
  if (wanted !== 'relevance' || hasWords) return { tree, notes, sort: wanted };
  note('no_order_by_relevance', 'Relevance needs words. The results are ordered by followers.');
  return { tree, notes, sort: 'followers' };
}

function parseTyped(text: string): ParsedQuery {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const made = parseQuery(text);
  if (text.length > MAX_PARSED_LENGTH) return made;
  parsed.set(text, made);
  if (parsed.size > MAX_PARSED) parsed.delete(parsed.keys().next().value ?? '');
  return made;
}

/** The words of a query as a text to compare by meaning, if the order is by relevance. */
export function meaningOf(tree: QueryTree, sort: Sort): { meaning?: string } {
  const meaning = wantedText({
    kind: 'all',
    nodes: tree.nodes.filter(({ kind }) => kind === 'word' || kind === 'phrase'),
  })
    .map(({ text }) => text)
    .join(' ');
  return sort !== 'relevance' || meaning.length < MIN_MEANING ? {} : { meaning };
}

/** Fields, and the order, that have a parameter. */
function givenFields(selection: Selection): Set<FieldName | 'sort'> {
  const given = new Set<FieldName | 'sort'>(
    PARAMETERS.filter(({ parameter }) => (selection[parameter]?.trim() ?? '') !== '').map(({ name }) => name),
  );
  return selection.sort === undefined ? given : given.add('sort');
}

function readParameter(name: FieldName, text: string): FieldClause {
  const read = readValue(name, text);
  if (!('fault' in read)) return fieldClause(read.field, read.test);
  const parameter = parameterOf(name);
  const { type } = fieldOf(name);
  const kind = name === 'platform' ? 'platform' : type === 'choice' || type === 'label' ? 'value' : 'range';
  throw invalid(`invalid_${kind}`, `${parameter}: ${read.fault}`, {
    text: `use ${parameter}=${read.suggestion}`,
  });
}

function invalid(code: string, detail: string, hint: Hint): ProblemError {
  return new ProblemError({ title: 'Invalid request', status: 400, code, detail, hint });
}
