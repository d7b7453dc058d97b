import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderGrammar } from '#scripts/grammar/render-grammar.ts';
import { replaceTable } from '#scripts/variables/replace-table.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

test('docs/search.md has the grammar of the parser', () => {
  const page = readFileSync(join(ROOT, 'docs/search.md'), 'utf8');
  assert.equal(replaceTable(page, renderGrammar(), 'grammar'), page, 'run npm run grammar');
});
