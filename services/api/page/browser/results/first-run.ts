import { byId } from '../dom.ts';
import { fetchResults } from './fetch-results.ts';
import { showResults } from './show-results.ts';
import { untilIdle } from './until-idle.ts';

const EVERY_MS = 2_000;
/** After so many looks without a new profile, the import is over. */
const QUIET_LOOKS = 5;

/** While an instance is empty, and while its first profiles arrive, the page looks for new ones. */
export async function startFirstRun(): Promise<void> {
  if (!byId('first-run', HTMLElement)) return;
  const stop = new AbortController();
  byId('q', HTMLInputElement)?.addEventListener('input', () => stop.abort(), { once: true });
  // A later look would remove the results that were added below the others.
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('.paging .more')) stop.abort();
  });
  let total = '';
  let quiet = 0;
  while (!stop.signal.aborted && quiet < QUIET_LOOKS) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (document.hidden || location.search !== '') continue;
    const results = await fetchResults('', stop.signal);
    await untilIdle();
    if (results === undefined || stop.signal.aborted) return;
    // A filter was set while this answer was on its way.
    if (location.search !== '') continue;
    const now = results.querySelector('#total')?.textContent ?? '';
    if (now !== total) {
      showResults(results);
      quiet = 0;
    } else if (now !== '') quiet++;
    total = now;
  }
}
