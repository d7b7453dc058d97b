import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { importArguments } from '#contract/import/import-arguments.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';

test('a shell takes the command apart as it was put together', () => {
  const command = quoteShell(
    importArguments(["it's a list.csv", '$(touch x).csv', 'a\nb.csv'], {
      platform: 'x',
      map: ['username=Nick name', 'bio="b"'],
      no_header: true,
      sheet: 'Sheet 1',
      as_of: Date.UTC(2024, 2, 1),
    }),
  );
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  assert.deepEqual(words, [
    'import',
    "it's a list.csv",
    '$(touch x).csv',
    'a b.csv',
    '--platform',
    'x',
    '--map',
    'username=Nick name',
    '--map',
    'bio="b"',
    '--no-header',
    '--sheet',
    'Sheet 1',
    '--as-of',
    '2024-03-01T00:00:00.000Z',
  ]);
});
