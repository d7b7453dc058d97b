/** Writes a page for each command to `docs/commands`, and the list of manual pages in `package.json`: `npm run commands`. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPages, manPages } from './commands/all-pages.ts';

const FOLDER = 'docs/commands';

const pages = commandPages();
mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER)) if (!pages.has(name)) rmSync(join(FOLDER, name));
for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; man: string[] };
manifest.man = [...manPages(manifest.version).keys()].map((name) => `./dist/man/${name}`);
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
