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
  const refocus = focused && old.contains(focused) ? selectorOf(focused) : '';
  const finds = old.querySelectorAll<HTMLInputElement>('.find');
  old.replaceWith(results);
  if (refocus !== '') results.querySelector<HTMLElement>(refocus)?.focus({ preventScroll: true });
  for (const { id, value } of finds) {
    const find = byId(id, HTMLInputElement);
    if (!find || value === '') continue;
    find.value = value;
    find.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const { title } = results.dataset;
  if (title !== undefined) document.title = `${title} · ${TEXTS.product}`;
  document.dispatchEvent(new Event('results'));
}

/** How the same element is found among new results; empty when it cannot be told. */
function selectorOf(element: Element): string {
  if (element.id !== '') return `#${CSS.escape(element.id)}`;
  if (element instanceof HTMLInputElement)
    return `input[name="${element.name}"][value="${CSS.escape(element.value)}"]`;
  const href = element.getAttribute('href');
  return href === null ? '' : `.${element.classList[0] ?? 'open'}[href="${CSS.escape(href)}"]`;
}
