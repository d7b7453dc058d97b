import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderVariables } from '#scripts/variables/render-table.ts';
import { replaceTable } from '#scripts/variables/replace-table.ts';
import { ROOT } from '../../support/platform/cli.ts';

test('docs/variables.md lists every variable that services and adapters define', async () => {
  const page = readFileSync(join(ROOT, 'docs/variables.md'), 'utf8');
  assert.equal(replaceTable(page, await renderVariables()), page, 'run npm run variables');
});

test('no variable is defined by two owners', async () => {
  const names = [...(await renderVariables()).matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name);
  const rows = (await renderVariables()).split('\n').map((line) => line.split('|')[1]);
  assert.equal(new Set(rows).size, rows.length);
  assert.ok(names.includes('SEARCH_REPLICAS'));
});
