import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { createWording } from '#cli/hint.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';

const plain = createWording('influscope', () => undefined);
const named = createWording('npx influscope', () => 'second');

test('a command is rendered as it was started, for the instance that was named', () => {
  assert.equal(plain.command(['up', '--target', 'eks']), 'influscope up --target eks');
  assert.equal(named.command(['up', '--target', 'eks']), 'npx influscope up --name second --target eks');
  assert.equal(named.command(['up', '--name', 'third']), 'npx influscope up --name third');
  assert.equal(named.command(['ls']), 'npx influscope ls');
});

test('a hint is its text, its command, or both', () => {
  assert.equal(plain.hint({ text: 'free disk space' }), 'free disk space');
  assert.equal(plain.hint({ command: ['down'] }), 'influscope down');
  assert.equal(plain.hint({ text: 'move it', command: ['deploy'] }), 'move it: influscope deploy');
  const shell = [['mv', 'a b', 'c']];
  assert.equal(plain.hint({ shell, command: ['up'] }), "mv 'a b' c && influscope up");
});

test('a command can read the output of another one', () => {
  const hint = { pipe: 'xz -dc FILE', command: ['import', '-'] };
  assert.equal(named.hint(hint), 'xz -dc FILE | npx influscope import --name second -');
});

test('a shell splits quoted words into the same words', () => {
  const words = ['', 'a b', "it's", '$HOME', '`id`', 'a"b', '\\', 'line\nbreak', '*', '@handle', '~'];
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${quoteShell(words)}`], { encoding: 'utf8' });
  assert.deepEqual(stdout.split('\0').slice(0, -1), words);
});
