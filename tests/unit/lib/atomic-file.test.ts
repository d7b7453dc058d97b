import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { writePrivateFile } from '#lib/files/atomic-file.ts';

/** More than the file size limit that the test sets; the first write is then short, as on a full disk. */
const TOO_LONG = `
  const { writePrivateFile } = await import(process.env.MODULE);
  try { writePrivateFile(process.env.TARGET, 'x'.repeat(100_000)); } catch ({ code }) { console.log(code); }
`;
const folder = mkdtempSync(join(tmpdir(), 'atomic-file-'));
after(() => rmSync(folder, { recursive: true }));

test('the file and its folders are readable by their owner only', () => {
  const path = join(folder, 'made', 'state.json');
  writePrivateFile(path, '{}\n');
  assert.equal(readFileSync(path, 'utf8'), '{}\n');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'made')).mode & 0o777, 0o700);
});

test('a file that others could read is made private', () => {
  const path = join(folder, 'open.json');
  writeFileSync(path, 'old', { mode: 0o644 });
  writePrivateFile(path, 'new');
  assert.equal(readFileSync(path, 'utf8'), 'new');
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('a write that fails leaves no temporary file', () => {
  const path = join(folder, 'taken');
  writePrivateFile(join(path, 'inside'), 'x');
  assert.throws(() => writePrivateFile(path, 'y'));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('taken.')),
    [],
  );
});

test('a full disk leaves the old content', () => {
  const path = join(folder, 'kept');
  writePrivateFile(path, 'old');
  const limited = spawnSync(
    'sh',
    ['-c', 'trap "" XFSZ; ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, TOO_LONG],
    {
      env: { ...process.env, TARGET: path, MODULE: import.meta.resolve('#lib/files/atomic-file.ts') },
      encoding: 'utf8',
    },
  );
  assert.match(limited.stdout, /EFBIG/, limited.stderr);
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('kept.')),
    [],
  );
});

test('threads that write one file at once leave one whole content', async () => {
  const path = join(folder, 'contended');
  const module = import.meta.resolve('#lib/files/atomic-file.ts');
  const write = (letter: string) =>
    new Promise<void>((resolve, reject) => {
      const source = `import(${JSON.stringify(module)}).then(({ writePrivateFile }) => {
        for (let i = 0; i < 20; i++) writePrivateFile(${JSON.stringify(path)}, ${JSON.stringify(letter)}.repeat(50_000));
      })`;
      new Worker(source, { eval: true }).once('error', reject).once('exit', () => resolve());
    });
  await Promise.all(['a', 'b', 'c'].map(write));
  const content = readFileSync(path, 'utf8');
  assert.match(content, /^(?:a{50000}|b{50000}|c{50000})$/);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('contended.')),
    [],
  );
});
