import { oneLine } from '../format.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import type { QueryWord } from '../highlight.ts';
import { markText } from '../highlight.ts';

/** Outside text on one line, with the words of the query marked. */
export function marked(text: string, words: readonly QueryWord[]): (Html | string)[] {
  return markText(oneLine(text), words).map(({ text: part, isMatch }) =>
    isMatch ? h('mark', null, part) : part,
  );
}
