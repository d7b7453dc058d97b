import { renderHint } from '#contract/hint/hint.ts';
import { printReading } from '#contract/plain/print-reading.ts';
import { readLastingQuery } from '#contract/query/read-lasting-query.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { TEXTS } from '../texts.ts';
import { Commands } from './commands.ts';

const { saveSearch: texts } = TEXTS;
const NAME_WORDS = 3;
const NAME_LENGTH = 40;

/** The command that saves this search with all its filters; nothing for a search that cannot be saved. */
export function SaveSearch({ query: { tree, sort } }: { query: SearchQuery }): Html | null {
  const usual = wantedText(tree).length > 0 ? 'relevance' : 'followers';
  const query = printReading({ tree, sort: sort === usual ? null : sort });
  if (!('tree' in readLastingQuery(query))) return null;
  const name = nameFor(query);
  const save = ['saved', 'add', ...(query.startsWith('-') ? ['--'] : []), name, query];
  return h(
    'details',
    { class: 'save-search' },
    h('summary', null, texts.heading),
    h(Commands, {
      lines: [
        [texts.save, renderHint({ command: save })],
        [texts.run, renderHint({ command: ['saved', 'run', name] })],
      ],
    }),
    h('p', { class: 'quiet' }, texts.about),
  );
}

/** A short name made of the words of the query. */
function nameFor(query: string): string {
  const words = query.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.slice(0, NAME_WORDS).join('-').slice(0, NAME_LENGTH) || 'all';
}
