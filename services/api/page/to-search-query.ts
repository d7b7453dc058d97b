import { DEFAULT_LIMIT } from '#contract/limits.ts';
import { fieldClause, valuesClause } from '#contract/query/field-clause.ts';
import type { FieldName } from '#contract/query/fields.ts';
import { parseAmount } from '#contract/query/parse-range.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { FieldClause } from '#contract/query/tree.ts';
import { isPlatform } from '#domain/platform.ts';
import { readSelection } from '../parse-search-query.ts';
import type { PageState } from './page-state.ts';
import { TEXTS } from './texts.ts';

/** The query of a page, and what was not understood, as sentences. */
export interface AskedQuery {
  query: SearchQuery;
  notes: string[];
}

/** What a page asks the index. Total: what cannot be understood becomes a note. `cursor` is verified already. */
export function toSearchQuery(state: PageState, cursor: string | null, nowMs: number): AskedQuery {
  const selected = readSelection({ q: state.q, ...(state.sort !== null && { sort: state.sort }) });
  // The order in the form follows the words.
  const notes = selected.notes
    .filter(({ code }) => code !== 'no_order_by_relevance')
    .map(({ message, suggestion }) =>
      suggestion === null ? message : `${message} ${TEXTS.filters.near(suggestion)}`,
    );
  const amount = (given: string) => {
    if (given === '') return undefined;
    const value = parseAmount(given);
    if (value === undefined) notes.push(TEXTS.filters.notNumber(given));
    return value;
  };
  const min = amount(state.followersFrom);
  const max = amount(state.followersTo);
  const percent = amount(state.engagementFrom.replace(/\s*%$/, ''));
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
  return {
    notes,
    query: {
      tree: { kind: 'all', nodes: [...selected.tree.nodes, ...clauses] },
      sort: selected.sort,
      limit: DEFAULT_LIMIT,
      cursor,
      facets: true,
      nowMs,
    },
  };
}

/** The query without what the page's own filter for a field asks. */
export function withoutClause(query: SearchQuery, field: FieldName): SearchQuery {
  const nodes = query.tree.nodes.filter(
    (node) => node.kind !== 'field' || node.field !== field || node.span !== null,
  );
  return { ...query, tree: { kind: 'all', nodes } };
}

function listClause(field: FieldName, values: readonly string[]): FieldClause[] {
  return values.length === 0 ? [] : [valuesClause(field, values)];
}
