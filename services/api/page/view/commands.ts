import type { Html } from '../h.ts';
import { h } from '../h.ts';

/** What commands do, each with its line: for what this page cannot do itself. */
export function Commands({ lines }: { lines: readonly (readonly [what: string, line: string])[] }): Html {
  return h(
    'dl',
    { class: 'ways' },
    lines.map(([what, line]) => h('div', null, h('dt', null, what), h('dd', null, h('code', null, line)))),
  );
}
