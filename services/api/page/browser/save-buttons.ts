import type { SavedCreator } from '#contract/lists/saved-creator.ts';
import { TEXTS } from '../texts.ts';
import { byId } from './dom.ts';
import { readSaved, writeSaved } from './saved-list.ts';

/** Buttons that put a creator on the shortlist and take it off, and the count in the menu. */
export function startSaveButtons(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-save]') : null;
    const id = button?.dataset.save;
    if (!button || id === undefined) return;
    const list = readSaved();
    const others = list.filter((one) => one.id !== id);
    writeSaved(others.length < list.length ? others : [...list, creatorOf(button, id)]);
  });
  for (const event of ['saved', 'results']) document.addEventListener(event, show);
  addEventListener('storage', show);
  show();
}

function creatorOf({ dataset }: HTMLElement, id: string): SavedCreator {
  const number = (text: string | undefined) => (text === undefined ? null : Number(text));
  return {
    id,
    name: dataset.name ?? id,
    handle: dataset.handle ?? null,
    platform: dataset.platform ?? '',
    followers: number(dataset.followers),
    rate: number(dataset.rate),
    status: 'new',
    note: '',
    savedAt: new Date().toISOString(),
  };
}

function show(): void {
  const saved = new Set(readSaved().map(({ id }) => id));
  for (const button of document.querySelectorAll<HTMLElement>('[data-save]')) {
    const isSaved = saved.has(button.dataset.save ?? '');
    if (isSaved === (button.getAttribute('aria-pressed') === 'true')) continue;
    button.setAttribute('aria-pressed', String(isSaved));
    const text = button.querySelector('.save-text');
    if (text) text.textContent = isSaved ? TEXTS.results.saved : TEXTS.results.save;
  }
  const count = byId('saved-count', HTMLElement);
  if (!count) return;
  count.textContent = String(saved.size);
  count.hidden = saved.size === 0;
}
