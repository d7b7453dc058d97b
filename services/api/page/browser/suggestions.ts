import { TEXTS } from '../texts.ts';
import { afterPaint } from './after-paint.ts';
import { announce, byId } from './dom.ts';
import type { Suggestion } from './fetch-suggestions.ts';
import { fetchSuggestions } from './fetch-suggestions.ts';

/** Words, handles, fields and their values that complete the query, under the search field, as the ARIA combobox pattern describes it. */
export function startSuggestions(): void {
  const field = byId('q', HTMLInputElement);
  const list = byId('suggestions', HTMLUListElement);
  if (!field || !list) return;
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-expanded', 'false');

  let running: AbortController | undefined;
  /** The query whose suggestions are shown or on their way. */
  let asked: string | undefined;
  let shown: readonly Suggestion[] = [];
  let active = -1;
  /** Something was typed since suggestions were last closed or taken. */
  let isWanted = false;
  const options = () => [...list.querySelectorAll<HTMLElement>('[role="option"]')];

  const giveUp = () => {
    running?.abort();
    asked = undefined;
  };
  const close = () => {
    giveUp();
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };
  const activate = (at: number) => {
    const all = options();
    active =
      (at + all.length + 1) % (all.length + 1) === all.length ? -1 : (at + all.length + 1) % (all.length + 1);
    all.forEach((option, index) => {
      option.setAttribute('aria-selected', String(index === active));
    });
    const chosen = all[active];
    chosen?.scrollIntoView({ block: 'nearest' });
    if (chosen) field.setAttribute('aria-activedescendant', chosen.id);
    else field.removeAttribute('aria-activedescendant');
  };
  const choose = ({ query, isField }: Suggestion) => {
    field.value = query;
    close();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    isWanted = isField;
  };
  const open = (suggestions: readonly Suggestion[]) => {
    shown = suggestions;
    list.replaceChildren(...shown.map(toOption));
    list.hidden = shown.length === 0;
    active = -1;
    field.setAttribute('aria-expanded', String(shown.length > 0));
    field.removeAttribute('aria-activedescendant');
    if (shown.length > 0) announce(TEXTS.search.suggestionCount(shown.length));
  };
  const ask = async () => {
    // Only the end of a query is completed.
    if (field.selectionStart !== field.value.length) return close();
    // The same answer again would lose the option that is selected by now.
    if (field.value === asked) return;
    giveUp();
    asked = field.value;
    running = new AbortController();
    const { signal } = running;
    const suggestions = await fetchSuggestions(asked, signal);
    if (!signal.aborted && document.activeElement === field) open(suggestions);
  };

  field.addEventListener('input', () => {
    isWanted = true;
    // Results come first; suggestions are asked for when they are painted.
    if (document.body.classList.contains('is-search')) close();
    else ask();
  });
  document.addEventListener('results', () =>
    afterPaint(() => {
      if (isWanted && document.activeElement === field) ask();
    }),
  );
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === 'Escape') {
      isWanted = false;
      // An answer that arrives later would open the list again.
      giveUp();
    }
    // A search field would lose its text, or not, depending on whether suggestions have come in time.
    if (event.key === 'Escape') event.preventDefault();
    if (list.hidden) return;
    const chosen = shown[active];
    if (event.key === 'ArrowDown') activate(active + 1);
    else if (event.key === 'ArrowUp') activate(active === -1 ? options().length - 1 : active - 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else {
      if (event.key === 'Enter' || event.key === 'Tab') close();
      return;
    }
    event.preventDefault();
  });
  field.addEventListener('blur', close);
  // Before the blur that a click on an option causes.
  list.addEventListener('pointerdown', (event) => {
    const option =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[role="option"]') : null;
    event.preventDefault();
    const chosen = option && shown[options().indexOf(option)];
    if (chosen) choose(chosen);
  });
}

function toOption({ text, about }: Suggestion, at: number): HTMLElement {
  const option = document.createElement('li');
  option.id = `suggestion-${at}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  option.append(text);
  if (about !== '') {
    const note = document.createElement('small');
    note.textContent = about;
    option.append(' ', note);
  }
  return option;
}
