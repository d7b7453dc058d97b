import { foldWord } from '#api/words/fold-word.ts';
import { MIN_BEGINNING } from '#contract/limits.ts';
import type { FieldName } from '#contract/query/fields.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import type { QueryNode, QueryTree } from '#contract/query/tree.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { UNSPACED } from '../highlight.ts';
import type { PageState } from '../page-state.ts';
import { hasFilters, pageHref, withoutFilters } from '../page-state.ts';
import { TEXTS } from '../texts.ts';

const { none: texts } = TEXTS;
/** Fields whose values are codes in most profiles. */
const CODED: readonly FieldName[] = ['language', 'country'];

/** The state without results: what the user can change. */
export function NoResults({ state, tree }: { state: PageState; tree: QueryTree }): Html {
  const isShort = endsInShortWord(tree);
  const codes = hasField(tree, CODED) ? [texts.codes] : [];
  const tips = isShort ? [texts.shortAbout] : [...codes, ...texts.tips];
  return h(
    'div',
    { class: 'state' },
    h('h2', null, isShort ? texts.short(MIN_BEGINNING) : texts.heading),
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

/** A word that a person may still be typing: too short to be completed. */
function endsInShortWord(tree: QueryTree): boolean {
  const last = wantedText(tree).at(-1);
  if (last?.kind !== 'word' || UNSPACED.test(last.text)) return false;
  return foldWord(last.text).length < MIN_BEGINNING;
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
