import assert from 'node:assert/strict';
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

test('a path and a command stay in one piece', () => {
  const path = `/a/${'long-folder/'.repeat(9)}file.json`;
  assert.ok(foldLine(`Cannot read ${path} now`, 40).some((line) => line.trim() === path));
  const command = ['search', '--topic', 'vegan food '.repeat(9)];
  const lines = foldHint('try:', { text: LONG, command }, { width: 60, words: plainWording });
  assert.equal(lines.at(-1), `  ${plainWording.command(command)}`);
  for (const line of lines.slice(0, -1)) assert.ok(maxCells(line) <= 60, line);
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
