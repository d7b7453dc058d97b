import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { adviseLimit, readConsoleTail } from '#cli/targets/local/process/explain-end.ts';

const folder = mkdtempSync(join(tmpdir(), 'influscope-console-'));
after(() => rmSync(folder, { recursive: true }));

const OUT_OF_MEMORY = `

#
# Fatal process out of memory: Failed to reserve virtual memory for CodeRange
#
----- Native stack trace -----

 1: 0x9dde61  [node]
 2: 0x27ab085 v8::base::FatalOOM(v8::base::OOMType, char const*) [node]
`;

function tailOf(text: string, from = 0): string {
  const path = join(folder, 'console.log');
  writeFileSync(path, text);
  return readConsoleTail(path, from);
}

test('an out-of-memory exit is reported in one line, with advice', () => {
  const said = tailOf(OUT_OF_MEMORY);
  assert.equal(said, '# Fatal process out of memory: Failed to reserve virtual memory for CodeRange');
  assert.deepEqual(adviseLimit(said)?.shell, [['ulimit', '-v', 'unlimited']]);
});

test('any other exit is reported with the last output of the process, without stacks', () => {
  const said = tailOf('earlier\nTypeError: x is not a function\n    at a.js:1:1\n    at b.js:2:2\n');
  assert.equal(said, 'earlier\n  TypeError: x is not a function');
  assert.equal(adviseLimit(said), undefined);
});

test('what an earlier start printed is left out', () => {
  assert.equal(tailOf('earlier\nlater\n', 'earlier\n'.length), 'later');
  assert.equal(readConsoleTail(join(folder, 'missing'), 0), '');
});

test('too few open files are recognized in words and codes', () => {
  for (const text of ['spawn node EMFILE', 'The queue is unavailable: too many open files'])
    assert.deepEqual(adviseLimit(text)?.shell, [['ulimit', '-n', '1024']]);
});
