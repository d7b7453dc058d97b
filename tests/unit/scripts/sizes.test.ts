import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAX_FILES = 20;
/** These grow by one file for each guide, decision and command. */
const LISTS = ['docs', 'docs/decisions', 'docs/commands'];
const MAX_LINES = 250;
const paths = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path !== '');

test(`no folder holds more than ${MAX_FILES} files`, () => {
  const folders = Map.groupBy(paths, (path) => dirname(path));
  const full = [...folders]
    .filter(([folder, files]) => files.length > MAX_FILES && !LISTS.includes(folder))
    .map(([folder]) => folder);
  assert.deepEqual(full, []);
});

test(`a source file over ${MAX_LINES} lines says why in its first line`, () => {
  const unexplained = paths
    .filter((path) => /\.(?:ts|js)$/.test(path))
    .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n') }))
    .filter(({ lines }) => lines.length > MAX_LINES && !/^\/\/ Long: \S/.test(lines[0] ?? ''))
    .map(({ path }) => path);
  assert.deepEqual(unexplained, []);
});
