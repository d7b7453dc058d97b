import { TEXTS } from '../texts.ts';
import { byId, isTyping } from './dom.ts';
import { readSetting, writeSetting } from './settings.ts';

const KEY = 'keys';

/** `/` goes to the search, arrows move between creators, Esc goes back to the search. A button switches them off. */
export function startKeyboard(): void {
  const button = byId('keys', HTMLButtonElement);
  const show = () => {
    const isOn = readSetting(KEY) !== 'off';
    document.documentElement.classList.toggle('keys-off', !isOn);
    if (button) button.textContent = isOn ? TEXTS.menu.keysOn : TEXTS.menu.keysOff;
  };
  show();
  button?.addEventListener('click', () => {
    writeSetting(KEY, readSetting(KEY) === 'off' ? 'on' : 'off');
    show();
  });
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (event.defaultPrevented || ctrlKey || metaKey || altKey || readSetting(KEY) === 'off') return;
    const field = byId('q', HTMLInputElement);
    if (target === field && field) {
      if (key === 'ArrowDown' && focusCard(0)) event.preventDefault();
      return;
    }
    if (isTyping(target)) return;
    if (key === '/' && field) {
      event.preventDefault();
      field.focus();
      field.select();
      return;
    }
    const cards = cardLinks();
    const at = cards.findIndex((link) => link.closest('.card')?.contains(target as Node));
    if (at === -1) return;
    if (key === 'Escape') field?.focus();
    else if (key === 'ArrowDown' && focusCard(at + 1)) event.preventDefault();
    else if (key === 'ArrowUp') {
      event.preventDefault();
      if (at === 0) field?.focus();
      else focusCard(at - 1);
    }
  });
}

function cardLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.card .open')];
}

function focusCard(at: number): boolean {
  const link = cardLinks()[at] ?? (at > 0 ? document.querySelector<HTMLElement>('.paging .more') : null);
  link?.focus();
  link?.closest('.card')?.scrollIntoView({ block: 'nearest' });
  return link != null;
}
