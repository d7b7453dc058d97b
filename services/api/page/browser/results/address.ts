import { afterPaint } from '../after-paint.ts';

/** An address that waits for its results is written after this time at the latest. */
const LONGEST_WAIT_MS = 150;

let waiting: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** A new entry in the history of the browser for this query string. */
export function pushAddress(query: string): void {
  writeAddress();
  const href = hrefOf(query);
  if (!isShown(href)) history.pushState(null, '', href);
}

/**
 * The entry of what is being typed will name this query string. A change of the address takes the browser several
 * milliseconds, so it waits for the results: call `writeAddressAfterPaint` when they are in the document.
 */
export function awaitAddress(query: string): void {
  waiting = hrefOf(query);
  clearTimeout(timer);
  timer = setTimeout(writeAddress, LONGEST_WAIT_MS);
}

export function writeAddressAfterPaint(): void {
  afterPaint(writeAddress);
}

/** Writes the address that waits, if there is one: before a page is left or an entry is added. */
export function writeAddress(): void {
  const href = waiting;
  dropAddress();
  if (href !== null && !isShown(href)) history.replaceState(null, '', href);
}

/** Forgets the address that waits: the browser shows another entry of its history. */
export function dropAddress(): void {
  clearTimeout(timer);
  waiting = null;
}

function hrefOf(query: string): string {
  return query === '' ? '/' : `/${query}`;
}

function isShown(href: string): boolean {
  return href === location.pathname + location.search;
}
