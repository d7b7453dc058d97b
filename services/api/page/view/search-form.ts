import { MAX_QUERY_LENGTH } from '#contract/limits.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { TEXTS } from '../texts.ts';
import { Icon } from './icons.ts';

const { search: texts } = TEXTS;

/** The search field. Filters and sort order elsewhere on the page belong to this form. */
export function SearchForm({ query }: { query: string }): Html {
  return h(
    'form',
    { id: 'search', class: 'search', role: 'search', method: 'get', action: '/' },
    h(Icon, { name: 'search' }),
    h('input', {
      type: 'search',
      id: 'q',
      name: 'q',
      value: query,
      placeholder: texts.placeholder,
      'aria-label': texts.label,
      maxLength: MAX_QUERY_LENGTH,
      autocomplete: 'off',
      autocapitalize: 'none',
      spellcheck: false,
      enterKeyHint: 'search',
    }),
    h('kbd', { class: 'slash needs-script', 'aria-hidden': 'true' }, '/'),
    h('button', { type: 'submit' }, texts.submit),
    h('ul', {
      id: 'suggestions',
      class: 'suggestions',
      role: 'listbox',
      'aria-label': texts.suggestions,
      hidden: true,
    }),
  );
}
