/** Writes the table of the services' environment variables into the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderVariables } from './variables/render-table.ts';
import { replaceTable } from './variables/replace-table.ts';

const path = 'README.md';
writeFileSync(path, replaceTable(readFileSync(path, 'utf8'), await renderVariables()));
