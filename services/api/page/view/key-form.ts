import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { KEY } from '../texts.ts';

export interface KeyFormProps {
  /** The last key does not work. */
  isWrong: boolean;
  /** Path of the page that opens next. */
  back: string;
  /** This browser stores a key, which can be removed. */
  isStored: boolean;
}

/** Asks for an API key, which this browser then sends by itself. */
export function KeyForm({ isWrong, back, isStored }: KeyFormProps): Html {
  const isKept = isStored && !isWrong;
  return h(
    'section',
    { class: 'state', id: 'results' },
    h('h1', null, isKept ? KEY.stored : KEY.heading),
    h('p', null, isKept ? KEY.replace : KEY.intro),
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
    isStored ? h(RemoveKey, {}) : null,
  );
}

function RemoveKey(): Html {
  return h(
    'form',
    { method: 'post', action: '/key', class: 'key' },
    h('input', { type: 'hidden', name: 'forget', value: '1' }),
    h('button', { class: 'link', type: 'submit' }, KEY.forget),
  );
}
