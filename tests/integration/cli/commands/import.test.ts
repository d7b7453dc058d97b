import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { before, test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createBench } from './harness.ts';

const one = createBench();
before(async () => {
  one.misbehave({});
  const up = await one.run(['up', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
});

test('import takes several files in order and tells rejected rows by file and line', async () => {
  one.write('a.ndjson', 'good\nbad\n');
  one.write('b.csv', 'good\n');
  const args = ['import', 'a.ndjson', 'b.csv', 'demo:5', '--map', 'username=login', '--as-of', '2026-03-01'];
  const { code, stdout, stderr } = await one.run(args);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^a\.ndjson:2: not a profile \[name=a\.ndjson&map=username%3Dlogin&as_of=1772323200000\]$/m,
  );
  assert.deepEqual(
    stdout.split('\n').map((line) => line.replace(/ \(.*/, '')),
    [
      'a.ndjson: 1 accepted, 1 rejected',
      'b.csv: 1 accepted, 0 rejected',
      'demo:5: 5 accepted, 0 rejected',
      '',
    ],
  );
});

test('import tells ten rejected rows and counts the others, unless all are wanted', async () => {
  one.write('many.csv', `good\n${'bad\n'.repeat(15)}`);
  const rows = (text: string) => text.match(/^many\.csv:\d+: /gm)?.length;
  const some = await one.run(['import', 'many.csv']);
  assert.equal(rows(some.stderr), 10);
  assert.match(some.stderr, /^warning: many\.csv: 5 .*--verbose/m);
  assert.equal(rows((await one.run(['import', 'many.csv', '--verbose'])).stderr), 15);
  const events = (await one.run(['import', 'many.csv', '-o', 'json'])).events();
  assert.equal(events.filter(({ type }) => type === 'rejected').length, 15);
});

test('import reads stdin, and refuses a terminal', async () => {
  const piped = await one.run(['import', '-'], { input: 'good\ngood\n' });
  assert.match(piped.stdout, /^-: 2 accepted/);
  const terminal = await one.run(['import', '-'], { stdinIsTerminal: true });
  assert.deepEqual([terminal.code, terminal.error], [2, 'stdin_is_terminal']);
});

test('import that accepts nothing fails', async () => {
  one.write('bad.csv', 'bad\n');
  const { code, error } = await one.run(['import', 'bad.csv']);
  assert.deepEqual([code, error], [1, 'nothing_accepted']);
});

test('import looks at every file before it sends the first', async () => {
  one.write('good.csv', 'good\n');
  one.write('binary.csv', 'a\0b');
  mkdirSync(`${one.cwd}/folder`);
  for (const [file, fault] of [
    ['missing.csv', 'no_such_file'],
    ['folder', 'is_directory'],
    ['demo:many', 'invalid_demo'],
    ['demo:0', 'invalid_demo'],
    ['demo:-1', 'invalid_demo'],
    ['demo:1e9', 'invalid_demo'],
    ['demo:1.5', 'invalid_demo'],
  ] as const) {
    const { code, stdout, error } = await one.run(['import', 'good.csv', file]);
    assert.deepEqual([code, stdout, error], [2, '', fault], file);
  }
});

test('two imports at once both come through', async () => {
  one.write('a.csv', 'good\n');
  const both = await Promise.all([one.run(['import', 'a.csv']), one.run(['import', 'a.csv', 'demo:3'])]);
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  );
});

test('reindex follows the instance to the end, with total, rate and remaining time', async () => {
  const { code, stderr, events } = await one.run(['reindex', '-o', 'json']);
  assert.equal(code, 0, stderr);
  const [progress] = events().filter((event) => event.type === 'progress');
  assert.ok(progress);
  assert.deepEqual([progress.done, progress.total, progress.fraction], [21, 42, 0.5]);
  assert.ok(Number(progress.rate) > 0 && Number(progress.remaining_ms) > 0);
});

test('an interrupted reindex says that the next one starts from the beginning', async () => {
  const other = createBench();
  other.misbehave({ endlessReindex: true });
  assert.equal((await other.run(['up', '--no-discover'])).code, 0);
  const stop = new AbortController();
  const run = await other.run(['reindex', '-o', 'json'], {
    signal: stop.signal,
    onStdout: (text) => text.includes('"progress"') && stop.abort(new AbortError('SIGINT')),
  });
  assert.deepEqual([run.code, run.error], [130, 'interrupted']);
  const last = run.events().at(-1);
  assert.ok(last?.type === 'error');
  assert.match(String(last.hint), /influscope reindex$/);
});

test('recompute queues all profiles and waits until they are searchable', async () => {
  const { code, stderr, events } = await one.run(['recompute', '-o', 'json']);
  assert.equal(code, 0, stderr);
  const steps = events().flatMap((event) => (event.type === 'step' ? [`${event.step} ${event.status}`] : []));
  assert.deepEqual(steps, ['recompute started', 'recompute done', 'index started', 'index done']);
});

test('up --demo loads a thousand profiles', async () => {
  const { code, stderr } = await one.run(['up', '--demo']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /✔ .*\b1,000\b/);
});

test('an interrupted import ends with 130', async () => {
  const other = createBench();
  other.misbehave({ endlessImport: true });
  await other.run(['up', '--port', String(await freePort())]);
  other.write('a.csv', 'good\n');
  const interrupt = new AbortController();
  const running = other.run(['import', 'a.csv', '-o', 'json'], {
    signal: interrupt.signal,
    onStdout: (text) => text.includes('progress') && interrupt.abort(new AbortError('SIGINT')),
  });
  const { code, events } = await running;
  assert.equal(code, 130);
  const notes = events().flatMap((event) => (event.type === 'note' ? [event.code] : []));
  assert.deepEqual(notes, ['import_interrupted']);
});

test('recompute refuses an unknown platform', async () => {
  const { code, error } = await one.run(['recompute', '--platform', 'blueski']);
  assert.deepEqual([code, error], [2, 'platform_unknown']);
});
