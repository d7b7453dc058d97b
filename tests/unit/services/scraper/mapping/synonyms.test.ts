import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { headerKey } from '#scraper/mapping/synonyms.ts';

test('every name is in the table once, in the form in which it is looked up', async () => {
  const source = await readFile(
    new URL('../../../../../services/scraper/mapping/synonyms.ts', import.meta.url),
    'utf8',
  );
  const table = source.slice(source.indexOf('const NAMES'), source.indexOf('const MEANING_OF'));
  const names = [...table.matchAll(/'([^']*)'/g)].flatMap(([, text = '']) =>
    text.split(' ').filter((name) => name !== ''),
  );
  assert.ok(names.length > 900);
  const seen = new Map<string, number>();
  for (const name of names) seen.set(headerKey(name), (seen.get(headerKey(name)) ?? 0) + 1);
  assert.deepEqual(
    [...seen].filter(([, count]) => count > 1).map(([name]) => name),
    [],
  );
});
