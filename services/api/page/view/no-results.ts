import type { FieldName } from '#contract/query/fields.ts';
import type { QueryNode, QueryTree } from '#contract/query/tree.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import type { PageState } from '../page-state.ts';
import { hasFilters, pageHref, withoutFilters } from '../page-state.ts';
import { TEXTS } from '../texts.ts';

const { none: texts } = TEXTS;
/** Fields whose values are codes in most profiles. */
const CODED: readonly FieldName[] = ['language', 'country'];

/** The state without results: what the user can change. */
export function NoResults({ state, tree }: { state: PageState; tree: QueryTree }): Html {
  const tips = hasField(tree, CODED) ? [texts.codes, ...texts.tips] : texts.tips;
  return h(
    'div',
    { class: 'state' },
    h('h2', null, texts.heading),
    h(
      'ul',
      null,
      tips.map((tip) => h('li', null, tip)),
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

function hasField(node: QueryNode, fields: readonly FieldName[]): boolean {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.nodes.some((one) => hasField(one, fields));
    case 'not':
      return hasField(node.node, fields);
    case 'field':
      return fields.includes(node.field);
    default:
      return false;
  }
}
