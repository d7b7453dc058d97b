import { TEXTS } from '../texts.ts';
import { byId } from './dom.ts';

/** Puts new results in place of the old ones. The focus, the position in a field and opened parts stay. */
export function showResults(results: HTMLElement): void {
  const old = byId('results', HTMLElement);
  if (!old) return;
  for (const { id } of old.querySelectorAll('details[open]')) {
    results.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '');
  }
  const focused = document.activeElement;
  const id = focused && old.contains(focused) ? focused.id : '';
  const find = old.querySelector<HTMLInputElement>('.find');
  old.replaceWith(results);
  if (id !== '') document.getElementById(id)?.focus({ preventScroll: true });
  const newFind = results.querySelector<HTMLInputElement>('.find');
  if (find && newFind && find.value !== '') {
    newFind.value = find.value;
    newFind.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const { title } = results.dataset;
  if (title !== undefined) document.title = `${title} · ${TEXTS.product}`;
  document.dispatchEvent(new Event('results'));
}
