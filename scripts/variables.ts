/** Writes the table of the services' environment variables into docs/variables.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderVariables } from './variables/render-table.ts';
import { replaceTable } from './variables/replace-table.ts';

const path = 'docs/variables.md';
writeFileSync(path, replaceTable(readFileSync(path, 'utf8'), await renderVariables()));
