/** Writes the table of settings into docs/settings.md: `npm run settings`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderSettingsPage } from './settings/settings-page.ts';

const PAGE = 'docs/settings.md';
writeFileSync(PAGE, renderSettingsPage(readFileSync(PAGE, 'utf8')));
