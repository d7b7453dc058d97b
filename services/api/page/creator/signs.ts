import type { Authenticity } from '#domain/enrichment.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { CREATOR } from '../texts.ts';
import { explainRule } from './explain.ts';

/** The authenticity rules that apply. */
export function Signs({ authenticity }: { authenticity: Authenticity | undefined }): Html {
  if (authenticity === undefined || authenticity.checked.length === 0) return h('p', null, CREATOR.unchecked);
  const { fired, checked } = authenticity;
  if (fired.length === 0) return h('p', null, CREATOR.noRule(checked.length));
  return h(
    'div',
    null,
    h(
      'ul',
      { class: 'signs' },
      fired.map((sign) => h('li', null, explainRule(sign))),
    ),
    h('p', { class: 'quiet' }, CREATOR.someRules(checked.length)),
  );
}
