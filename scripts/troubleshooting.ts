/** Writes docs/troubleshooting.md from the rules of the diagnosis: `npm run troubleshooting`. */
import { writeFileSync } from 'node:fs';
import { renderTroubleshooting } from './troubleshooting/troubleshooting-page.ts';

writeFileSync('docs/troubleshooting.md', renderTroubleshooting());
