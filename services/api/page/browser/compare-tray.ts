import { MAX_COMPARED } from '../compare-limit.ts';
import { TEXTS } from '../texts.ts';
import { byId } from './dom.ts';

const BOXES = '.pick input';

/** Counts the creators chosen for a comparison, also those that the results no longer show. */
export function startCompareTray(): void {
  const chosen = new Set<string>();
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.matches(BOXES)) return;
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    show(chosen);
  });
  for (const event of ['results', 'saved']) document.addEventListener(event, () => show(chosen));
  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement) || event.target.id !== 'compare') return;
    event.preventDefault();
    location.href = `/compare?${new URLSearchParams([...chosen].map((id) => ['id', id]))}`;
  });
  // After "back", browsers restore the boxes.
  for (const box of document.querySelectorAll<HTMLInputElement>(BOXES))
    if (box.checked) chosen.add(box.value);
  show(chosen);
}

function show(chosen: ReadonlySet<string>): void {
  for (const box of document.querySelectorAll<HTMLInputElement>(BOXES)) {
    box.checked = chosen.has(box.value);
    box.disabled = !box.checked && chosen.size >= MAX_COMPARED;
  }
  const form = byId('compare', HTMLFormElement);
  form?.classList.toggle('shown', chosen.size > 0);
  // On the shortlist, the form has other buttons before it.
  const button = form?.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!button) return;
  button.disabled = chosen.size < 2;
  button.textContent =
    chosen.size < 2 ? TEXTS.results.compareOneMore : TEXTS.results.compareCount(chosen.size);
}
