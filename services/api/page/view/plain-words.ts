import { printReading } from '#contract/plain/print-reading.ts';
import type { PlainReading } from '#contract/plain/read-plain-words.ts';
import { readPlainWords, saysMore } from '#contract/plain/read-plain-words.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import type { PageState } from '../page-state.ts';
import { pageHref } from '../page-state.ts';
import { TEXTS } from '../texts.ts';

const { plain: texts } = TEXTS;

/** The query that plain words became, as a link that puts it into the search field, and the way to the other reading. */
export function PlainWords({ state, reading }: { state: PageState; reading: PlainReading }): Html {
  const first = { ...state, cursor: null };
  if (!state.isPlain)
    return h(
      'p',
      { class: 'notice' },
      `${texts.asTyped} `,
      h('a', { href: pageHref({ ...first, isPlain: true }) }, texts.readThem),
    );
  const query = printReading(reading);
  const edited = { ...first, q: query, isPlain: !saysMore(readPlainWords(query)) };
  return h(
    'p',
    { class: 'notice' },
    `${texts.readAs} `,
    h('a', { class: 'read-as', href: pageHref(edited), title: texts.edit }, query),
    '. ',
    h('a', { class: 'as-typed', href: pageHref({ ...first, isPlain: false }) }, texts.typed),
  );
}
