import type { Html } from '../h.ts';
import { h } from '../h.ts';
import type { PageState } from '../page-state.ts';
import { hasFilters, pageHref, withoutFilters } from '../page-state.ts';
import { TEXTS } from '../texts.ts';

const { none: texts } = TEXTS;

/** The state without results: what the user can change. */
export function NoResults({ state }: { state: PageState }): Html {
  return h(
    'div',
    { class: 'state' },
    h('h2', null, texts.heading),
    h(
      'ul',
      null,
      texts.tips.map((tip) => h('li', null, tip)),
    ),
    h(
      'p',
      { class: 'state-links' },
      hasFilters(state)
        ? h('a', { class: 'button', href: pageHref(withoutFilters(state)) }, texts.withoutFilters)
        : h('a', { class: 'button', href: '/' }, texts.everyone),
    ),
  );
}
