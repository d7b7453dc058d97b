import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { KEY } from '../texts.ts';

/** Asks for an API key, which this browser then sends by itself. `isWrong`: the last one does not work. */
export function KeyForm({ isWrong, back }: { isWrong: boolean; back: string }): Html {
  return h(
    'section',
    { class: 'state', id: 'results' },
    h('h1', null, KEY.heading),
    h('p', null, KEY.intro),
    isWrong ? h('p', { role: 'alert' }, KEY.wrong) : null,
    h(
      'form',
      { method: 'post', action: '/key', class: 'key' },
      h('label', { for: 'key' }, KEY.label),
      h('input', {
        id: 'key',
        name: 'key',
        type: 'password',
        autocomplete: 'current-password',
        required: true,
        maxlength: 200,
        spellcheck: false,
      }),
      h('input', { type: 'hidden', name: 'back', value: back }),
      h('button', { class: 'button', type: 'submit' }, KEY.submit),
    ),
    h('p', { class: 'note' }, KEY.kept),
    h(
      'form',
      { method: 'post', action: '/key', class: 'key' },
      h('input', { type: 'hidden', name: 'forget', value: '1' }),
      h('button', { class: 'link', type: 'submit' }, KEY.forget),
    ),
  );
}
