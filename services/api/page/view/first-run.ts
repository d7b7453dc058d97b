import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { TEXTS } from '../texts.ts';
import { Commands } from './commands.ts';

const { firstRun: texts } = TEXTS;

const WAYS = [
  [texts.discover, texts.discoverCommand],
  [texts.import, texts.importCommand],
  [texts.demo, texts.demoCommand],
] as const;

/** The state of an instance without profiles: how to get some. A script shows them as they arrive. */
export function FirstRun(): Html {
  return h(
    'section',
    { class: 'first-run', id: 'first-run' },
    h('h1', null, texts.heading),
    h('p', null, texts.intro),
    h(Commands, { lines: WAYS }),
    h('p', { class: 'waiting', role: 'status' }, texts.waiting),
  );
}
