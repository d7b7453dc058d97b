import { TEXTS } from '#api/page/texts.ts';
import { afterPaint } from '../after-paint.ts';
import { byId } from '../dom.ts';

/** Height of the page for each card that is drawn at once, px: less than any card and its share of the header. */
const LOWEST_CARD = 120;
/** The class of cards that are drawn after the others. */
const LATER = 'later';

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
  if (refocus === '') drawBelowLater(results);
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

/** Cards below the screen are laid out and painted one frame after the others, so that people see these sooner. */
function drawBelowLater(results: HTMLElement): void {
  const seen = Math.ceil((scrollY + innerHeight) / LOWEST_CARD);
  const below = [...results.querySelectorAll('.card')].slice(seen);
  for (const card of below) card.classList.add(LATER);
  afterPaint(() => {
    for (const card of below) card.classList.remove(LATER);
  });
}
