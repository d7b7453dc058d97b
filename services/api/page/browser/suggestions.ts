import { TEXTS } from '../texts.ts';
import { announce, byId } from './dom.ts';

const LIMIT = 6;
const MIN_LETTERS = 2;
const MAX_PREFIX = 64;

/** Completions of the last word under the search field, as the ARIA combobox pattern describes it. */
export function startSuggestions(): void {
  const field = byId('q', HTMLInputElement);
  const list = byId('suggestions', HTMLUListElement);
  if (!field || !list) return;
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-expanded', 'false');

  let running: AbortController | undefined;
  let active = -1;
  /** Something was typed since suggestions were last closed or taken. */
  let isWanted = false;
  const options = () => [...list.querySelectorAll<HTMLElement>('[role="option"]')];

  const close = () => {
    running?.abort();
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
    if (chosen) field.setAttribute('aria-activedescendant', chosen.id);
    else field.removeAttribute('aria-activedescendant');
  };
  const choose = (option: HTMLElement) => {
    field.value = `${field.value.replace(/\S*$/, '')}${option.textContent ?? ''}`;
    close();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    isWanted = false;
  };
  const open = (words: readonly string[]) => {
    list.replaceChildren(...words.map(toOption));
    list.hidden = words.length === 0;
    active = -1;
    field.setAttribute('aria-expanded', String(words.length > 0));
    if (words.length > 0) announce(TEXTS.search.suggestionCount(words.length));
  };
  const ask = async () => {
    running?.abort();
    const last = lastWord(field);
    if (last === undefined) return close();
    running = new AbortController();
    const { signal } = running;
    const words = await fetchSuggestions(last, signal);
    if (signal.aborted || document.activeElement !== field) return;
    open(words.filter((word) => word.toLowerCase() !== last.toLowerCase()));
  };

  field.addEventListener('input', () => {
    isWanted = true;
    // Results come first; suggestions are asked for when they are there.
    if (document.body.classList.contains('is-search')) close();
    else ask();
  });
  document.addEventListener('results', () => {
    if (isWanted && document.activeElement === field) ask();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === 'Escape') isWanted = false;
    // A search field would lose its text, or not, depending on whether suggestions have come in time.
    if (event.key === 'Escape') event.preventDefault();
    if (list.hidden) return;
    const chosen = options()[active];
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
    if (option) choose(option);
  });
}

/** What is typed of the last word; `undefined` when it is too short or not a word. */
function lastWord({ value, selectionStart }: HTMLInputElement): string | undefined {
  if (selectionStart !== value.length) return undefined;
  const last = /[\p{L}\p{N}._@-]*$/u.exec(value)?.[0].replace(/^[-@]+/, '') ?? '';
  return last.length >= MIN_LETTERS && last.length <= MAX_PREFIX ? last : undefined;
}

async function fetchSuggestions(prefix: string, signal: AbortSignal): Promise<string[]> {
  try {
    const answer = await fetch(`/suggest?${new URLSearchParams({ q: prefix, limit: String(LIMIT) })}`, {
      signal,
    });
    const { data }: { data: string[] } = answer.ok ? await answer.json() : { data: [] };
    return data;
  } catch {
    return [];
  }
}

function toOption(text: string, at: number): HTMLElement {
  const option = document.createElement('li');
  option.id = `suggestion-${at}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  option.textContent = text;
  return option;
}
