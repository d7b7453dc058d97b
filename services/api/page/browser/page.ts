/** The script of every page. Without it the pages work too. */
import { startCompareTray } from './compare-tray.ts';
import { startFacetSearch } from './facet-search.ts';
import { startKeyboard } from './keyboard.ts';
import { startFirstRun } from './results/first-run.ts';
import { startLiveSearch } from './results/live-search.ts';
import { startSaveButtons } from './save-buttons.ts';
import { startSuggestions } from './suggestions.ts';
import { startThemeSwitch } from './theme-switch.ts';

startThemeSwitch();
startKeyboard();
startSaveButtons();
startSuggestions();
startCompareTray();
if (document.body.classList.contains('is-search')) {
  startLiveSearch();
  startFacetSearch();
  startFirstRun();
}
