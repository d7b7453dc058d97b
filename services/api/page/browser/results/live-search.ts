import { announce, byId } from '../dom.ts';
import { awaitAddress, dropAddress, pushAddress, writeAddress, writeAddressAfterPaint } from './address.ts';
import { fetchResults } from './fetch-results.ts';
import { showResults } from './show-results.ts';
import { untilIdle } from './until-idle.ts';

/** Results that take longer show that they are on their way. */
const BUSY_AFTER_MS = 150;
const ANNOUNCE_AFTER_MS = 700;

type Field = HTMLInputElement | HTMLSelectElement;

let running: AbortController | undefined;
/** The query whose results come in place of the ones shown; `null` when these are up to date. */
let awaited: string | null = null;
let announcing: ReturnType<typeof setTimeout> | undefined;

/** Results follow the search field and the filters; the address follows the results. */
export function startLiveSearch(): void {
  const form = byId('search', HTMLFormElement);
  const field = byId('q', HTMLInputElement);
  if (!form || !field) return;

  field.addEventListener('input', () => load(queryAfter(field, form), 'replace'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    load(queryAfter(field, form), 'push');
  });
  document.addEventListener('change', ({ target }) => {
    if (target !== field && isFieldOf(target, form)) load(queryAfter(target, form), 'push');
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.closest('#results') || event.button !== 0 || hasModifier(event)) return;
    const { pathname, search, origin } = new URL(link.href);
    if (origin !== location.origin || pathname !== '/') return;
    event.preventDefault();
    if (link.classList.contains('more')) {
      append(search);
      return;
    }
    field.value = new URLSearchParams(search).get('q') ?? '';
    load(search, 'push');
  });
  // The page may be left by a link.
  document.addEventListener('click', writeAddress, { capture: true });
  addEventListener('popstate', () => {
    dropAddress();
    field.value = new URLSearchParams(location.search).get('q') ?? '';
    load(location.search, 'stay');
  });
}

/** Loads results in place of the ones shown; what is under way is given up. */
async function load(query: string, history: 'push' | 'replace' | 'stay'): Promise<void> {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  awaited = query;
  if (history === 'push') pushAddress(query);
  else if (history === 'replace') awaitAddress(query);
  const busy = setTimeout(
    () => byId('results', HTMLElement)?.setAttribute('aria-busy', 'true'),
    BUSY_AFTER_MS,
  );
  const results = await fetchResults(query, signal);
  clearTimeout(busy);
  await untilIdle();
  if (signal.aborted) return;
  awaited = null;
  if (results === undefined) {
    byId('results', HTMLElement)?.removeAttribute('aria-busy');
    return;
  }
  showResults(results);
  writeAddressAfterPaint();
  announceTotal();
}

/** Adds results below the ones shown, unless these are about to be replaced. */
async function append(query: string): Promise<void> {
  if (awaited !== null) return;
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const results = await fetchResults(query, signal);
  const cards = byId('cards', HTMLOListElement);
  const more = results?.querySelector('#cards');
  if (!results || !cards || !more) return;
  const first = more.querySelector<HTMLElement>('.open');
  cards.append(...more.children);
  const paging = results.querySelector('.paging .more');
  const place = document.querySelector('.paging .more');
  if (paging) place?.replaceWith(paging);
  else place?.remove();
  first?.focus({ preventScroll: true });
  document.dispatchEvent(new Event('results'));
}

/**
 * The query after a change of `changed`. While results are awaited, the filters beside the old ones are those of an older
 * query, so the change is one of the awaited query.
 */
function queryAfter(changed: Field, form: HTMLFormElement): string {
  if (awaited === null) return queryOf(form);
  const { name } = changed;
  const value = changed.value.trim();
  const params = new URLSearchParams(awaited);
  params.delete('cursor');
  if (changed instanceof HTMLInputElement && changed.type === 'checkbox') {
    params.delete(name, value);
    if (changed.checked) params.append(name, value);
  } else if (value === '') params.delete(name);
  else params.set(name, value);
  return toSearch(params);
}

/** The fields of the form, wherever they stand, without the empty ones. */
function queryOf(form: HTMLFormElement): string {
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text !== '') params.append(name, text);
  }
  return toSearch(params);
}

function toSearch(params: URLSearchParams): string {
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}

function isFieldOf(target: EventTarget | null, form: HTMLFormElement): target is Field {
  return (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) && target.form === form;
}

function hasModifier({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey || altKey;
}

/** Once typing has stopped: a screen reader would read every step. */
function announceTotal(): void {
  clearTimeout(announcing);
  announcing = setTimeout(() => announce(byId('total', HTMLElement)?.textContent ?? ''), ANNOUNCE_AFTER_MS);
}
