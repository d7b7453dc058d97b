import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { SHORTLIST } from '../texts.ts';
import { Commands } from '../view/commands.ts';

/** The place of the shortlist. The list itself is in the browser, so a script fills it in. */
export function ShortlistPage(): Html {
  return h(
    'section',
    { class: 'shortlist' },
    h('h1', null, SHORTLIST.heading),
    h('p', { class: 'quiet' }, SHORTLIST.about),
    h('noscript', null, h('p', { class: 'notice' }, SHORTLIST.needsScript)),
    h('div', { id: 'shortlist' }),
    h('h2', null, SHORTLIST.instance.heading),
    h('p', { class: 'quiet' }, SHORTLIST.instance.about),
    h(Commands, { lines: SHORTLIST.instance.lines }),
  );
}
