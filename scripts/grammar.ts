/** Writes the grammar of the query language into docs/search.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderGrammar } from './grammar/render-grammar.ts';
import { replaceTable } from './variables/replace-table.ts';

const path = 'docs/search.md';
writeFileSync(path, replaceTable(readFileSync(path, 'utf8'), renderGrammar(), 'grammar'));
