import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listColumns, parseColumnMap } from '#scraper/reading/fields/columns.ts';

test('reads a map from fields to columns', () => {
  assert.deepEqual(
    [...parseColumnMap(['username=login', 'Display-Name=full = name'])],
    [
      ['username', 'login'],
      ['display_name', 'full = name'],
    ],
  );
});

test('refuses a map that cannot be meant', () => {
  const faults: [string[], RegExp][] = [
    [['username'], /"username" is not field=column/],
    [['=login'], /is not field=column/],
    [['nick=login'], /"nick" is not a field/],
    [['bio=a', 'bio=b'], /bio is mapped twice/],
  ];
  for (const [map, message] of faults) {
    assert.throws(() => parseColumnMap(map), { code: 'bad_map', message });
  }
});

test('shows column names on one line', () => {
  assert.equal(listColumns(['a\n\tb', '', '\u001b[31mc']), 'a b, [31mc');
});
