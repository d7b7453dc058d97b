import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { renderError } from '#cli/output/render/render-error.ts';
import { foldHint } from '#cli/output/text/fold-hint.ts';
import { foldLine, maxCells } from '#cli/output/text/fold-line.ts';
import { plainWording } from '#tests/support/cli/hint-text.ts';

const LONG = 'unknown value "x"; known: relevance, followers, engagement, growth, recent, posts-per-week';

test('a line is folded between words, and later parts are indented', () => {
  for (const width of [30, 40, 80]) {
    const lines = foldLine(LONG, width);
    for (const line of lines) assert.ok(maxCells(line) <= width, line);
    assert.equal(lines.map((line) => line.trim()).join(' '), LONG);
    for (const line of lines.slice(1)) assert.match(line, /^ {2}\S/);
  }
  assert.deepEqual(foldLine(LONG, Number.POSITIVE_INFINITY), [LONG]);
});

test('a path stays in one piece', () => {
  const path = `/a/${'long-folder/'.repeat(9)}file.json`;
  assert.ok(foldLine(`Cannot read ${path} now`, 40).some((line) => line.trim() === path));
});

test('a command that is wider than the terminal can be pasted into a shell', () => {
  const filters = ['--platform', 'instagram,tiktok', '--followers', '10k..1M', '--where', 'it\'s a\\ "b" $c'];
  const command = ['search', ...filters, 'tech', 'vegan food '.repeat(9)];
  for (const hint of [{ text: LONG, command }, { command }, { command, pipe: 'xz -dc "a  b.xz"' }]) {
    const lines = foldHint('try:', hint, { width: 60, words: plainWording });
    const start = lines.findIndex((line) => line.includes('influscope') || line.includes('xz'));
    for (const line of lines.slice(0, start)) assert.ok(maxCells(line) <= 60, line);
    for (const line of lines.slice(start, -1)) assert.match(line, / \\$/);
    const script = `xz() { :; }; influscope() { printf '%s\\0' "$@"; }\n${lines.slice(start).join('\n')}`;
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    assert.deepEqual(stdout.split('\0').slice(0, -1), command, script);
  }
  const short = foldHint('try:', { text: LONG, command: ['status'] }, { width: 60, words: plainWording });
  assert.equal(short.at(-1), '  influscope status');
});

test('colours take no cells', () => {
  assert.equal(maxCells('\u001b[31merror:\u001b[39m a'), 'error: a'.length);
});

test('an error is folded at the width of the terminal, and not where a program reads it', () => {
  const error = { message: LONG, hint: { text: LONG, command: ['status'] }, color: true };
  const at = (width: number) => renderError({ ...error, room: { width, words: plainWording } }).split('\n');
  for (const line of at(50)) assert.ok(maxCells(line) <= 50, line);
  assert.equal(at(Number.POSITIVE_INFINITY).length, 3);
});
