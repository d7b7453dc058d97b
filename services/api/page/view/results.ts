import type { Sort } from '#contract/limits.ts';
import { MAX_PAGING_DEPTH, SORTS } from '#contract/limits.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import { formatCount } from '../format.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { queryWords } from '../highlight.ts';
import { pageHref } from '../page-state.ts';
import type { SearchView } from '../search-view.ts';
import { TEXTS } from '../texts.ts';
import { Filters } from './filters.ts';
import { FirstRun } from './first-run.ts';
import { scaleOf } from './interval.ts';
import { NoResults } from './no-results.ts';
import { PlainWords } from './plain-words.ts';
import { ResultCard } from './result-card.ts';
import { SaveSearch } from './save-search.ts';

const { results: texts } = TEXTS;

/**
 * All that depends on the query: the same HTML in the whole page and in the part that a script puts in its place.
 * `data-*` say what the script needs of it.
 */
export function Results({ view }: { view: SearchView }): Html {
  if (view.stored === 0) return h('div', { class: 'results', id: 'results' }, h(FirstRun, {}));
  const { state, page, facets, notes, query, reading } = view;
  const words = queryWords(query.tree, page.matched !== 'exact');
  const context = {
    words,
    isPartial: page.matched === 'some',
    byMeaning: new Set(page.byMeaning),
    scale: scaleOf(page.data.map(({ engagement }) => engagement)),
  };
  return h(
    'div',
    { class: 'results', id: 'results', 'data-title': TEXTS.search.title(state.q) },
    h(Filters, { state, facets }),
    h(
      'section',
      { class: 'list', 'aria-labelledby': 'total' },
      h(
        'div',
        { class: 'list-head' },
        h('h1', { id: 'total' }, texts.total(formatCount(page.total), page.total === 1)),
        h(SortField, { chosen: query.sort, hasText: wantedText(query.tree).length > 0 }),
      ),
      // A new search with this form also searches the words as typed.
      state.isPlain ? null : h('input', { type: 'hidden', name: 'plain', value: 'no', form: 'search' }),
      reading === null ? null : h(PlainWords, { state, reading }),
      notes.map((note) => h('p', { class: 'notice' }, note)),
      page.matched === 'fuzzy' ? h('p', { class: 'notice' }, texts.fuzzy) : null,
      page.matched === 'some' ? h('p', { class: 'notice' }, texts.some) : null,
      page.total === 0
        ? h(NoResults, { state, tree: query.tree })
        : h(
            'ol',
            { class: 'cards', id: 'cards' },
            page.data.map((profile) => h(ResultCard, { key: profile.id, profile, context })),
          ),
      h(Paging, { view }),
      h(SaveSearch, { query }),
      page.total === 0 ? null : h(CompareForm, {}),
    ),
  );
}

/** The boxes of the cards belong to this form. */
function CompareForm(): Html {
  return h(
    'form',
    { id: 'compare', class: 'tray', method: 'get', action: '/compare' },
    h('button', { type: 'submit', class: 'primary' }, texts.compareSelected),
  );
}

function SortField({ chosen, hasText }: { chosen: Sort; hasText: boolean }): Html {
  const orders = SORTS.filter((sort) => hasText || sort !== 'relevance');
  return h(
    'label',
    { class: 'sort' },
    h('span', null, texts.sortLabel),
    h(
      'select',
      { name: 'sort', id: 'sort', form: 'search' },
      // The usual order has no value, so that it follows the query.
      orders.map((sort, at) =>
        h('option', { value: at === 0 ? '' : sort, selected: sort === chosen }, texts.sorts[sort]),
      ),
    ),
  );
}

function Paging({ view: { state, page } }: { view: SearchView }): Html | null {
  const isDeep = page.next === null && page.total > MAX_PAGING_DEPTH;
  if (page.next === null && state.cursor === null && !isDeep) return null;
  return h(
    'nav',
    { class: 'paging', 'aria-label': texts.heading },
    state.cursor === null
      ? null
      : h('a', { class: 'first', href: pageHref({ ...state, cursor: null }) }, texts.first),
    page.next === null
      ? null
      : h('a', { class: 'more', rel: 'next', href: pageHref({ ...state, cursor: page.next }) }, texts.more),
    isDeep ? h('p', null, texts.end(formatCount(MAX_PAGING_DEPTH))) : null,
  );
}
