import { DEFAULT_LIMIT } from '#contract/limits.ts';
import type { PlainReading } from '#contract/plain/read-plain-words.ts';
import { readPlainWords, saysMore } from '#contract/plain/read-plain-words.ts';
import { fieldClause, valuesClause } from '#contract/query/field-clause.ts';
import type { FieldName } from '#contract/query/fields.ts';
import { parseAmount, parseWhole } from '#contract/query/parse-range.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { FieldClause, QueryTree } from '#contract/query/tree.ts';
import { isPlatform } from '#domain/platform.ts';
import { meaningOf, readSelection } from '../parse-search-query.ts';
import type { PageState } from './page-state.ts';
import { TEXTS } from './texts.ts';

/** The query of a page, and what was not understood, as sentences. */
export interface AskedQuery {
  query: SearchQuery;
  notes: string[];
  /** What plain words became, also when the state asks for the words as typed; `null` when they say no more than words. */
  reading: PlainReading | null;
}

/** What a page asks the index. Total: what cannot be understood becomes a note. `cursor` is verified already. */
export function toSearchQuery(state: PageState, cursor: string | null, nowMs: number): AskedQuery {
  const plain = readPlainWords(state.q, givenFields(state));
  const reading = saysMore(plain) ? plain : null;
  const selected = readSelection(
    { q: state.q, ...(state.sort !== null && { sort: state.sort }) },
    state.isPlain ? reading : null,
  );
  // The order in the form follows the words.
  const notes = selected.notes
    .filter(({ code }) => code !== 'no_order_by_relevance')
    .map(({ message, suggestion }) =>
      suggestion === null ? message : `${message} ${TEXTS.filters.near(suggestion)}`,
    );
  const read = (given: string, value: number | undefined, explain: (text: string) => string) => {
    if (given !== '' && value === undefined) notes.push(explain(given));
    return value;
  };
  const count = (given: string) => read(given, parseWhole(given), TEXTS.filters.notCount);
  const min = count(state.followersFrom);
  const max = count(state.followersTo);
  const percent = read(state.engagementFrom, parsePercent(state.engagementFrom), TEXTS.filters.notPercent);
  if (min !== undefined && max !== undefined && min > max) notes.push(TEXTS.filters.swapped);
  const platforms = state.platform.map((name) => name.toLowerCase()).filter((name) => isPlatform(name));
  const clauses = [
    ...listClause('platform', platforms),
    ...listClause('category', state.category),
    ...listClause('source', state.source),
    ...(min === undefined && max === undefined
      ? []
      : [
          fieldClause('followers', {
            kind: 'range',
            range: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
          }),
        ]),
    ...(percent === undefined
      ? []
      : [fieldClause('engagement', { kind: 'range', range: { min: percent / 100 } })]),
  ];
  const tree: QueryTree = { kind: 'all', nodes: [...selected.tree.nodes, ...clauses] };
  return {
    notes,
    reading,
    query: {
      tree,
      sort: selected.sort,
      limit: DEFAULT_LIMIT,
      cursor,
      facets: true,
      nowMs,
      ...(state.isPlain && meaningOf(tree, selected.sort)),
    },
  };
}

/** In a field of its own, a comma can be the decimal point. */
function parsePercent(text: string): number | undefined {
  return parseAmount(text.replace(/\s*%\s*$/, '').replace(/^(\s*\d+),(\d{1,2})$/, '$1.$2'));
}

/** The query without what the page's own filter for a field asks. */
export function withoutClause(query: SearchQuery, field: FieldName): SearchQuery {
  const nodes = query.tree.nodes.filter(
    (node) => node.kind !== 'field' || node.field !== field || node.span !== null,
  );
  return { ...query, tree: { kind: 'all', nodes } };
}

/** Fields, and the order, that the form has a value for. */
function givenFields(state: PageState): Set<FieldName | 'sort'> {
  const { platform, category, source, followersFrom, followersTo, engagementFrom, sort } = state;
  const given: [FieldName | 'sort', boolean][] = [
    ['platform', platform.length > 0],
    ['category', category.length > 0],
    ['source', source.length > 0],
    ['followers', followersFrom + followersTo !== ''],
    ['engagement', engagementFrom !== ''],
    ['sort', sort !== null],
  ];
  return new Set(given.filter(([, isGiven]) => isGiven).map(([name]) => name));
}

function listClause(field: FieldName, values: readonly string[]): FieldClause[] {
  return values.length === 0 ? [] : [valuesClause(field, values)];
}
