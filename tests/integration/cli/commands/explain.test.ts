import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { localPaths } from '#cli/targets/local/paths.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createBench } from './harness.ts';

const bench = createBench();

const findings = (events: readonly Event[]) =>
  events.filter((one): one is EventOf<'finding'> => one.type === 'finding');

test('a healthy instance has no findings; a killed instance has one, with a command that works', async () => {
  assert.equal((await bench.run(['up', '--no-discover'])).code, 0);
  const well = await bench.run(['explain', '-o', 'json']);
  assert.equal(well.code, 0, well.stdout);
  assert.deepEqual(findings(well.events()), []);

  const pid = bench.document().pid;
  assert.ok(pid);
  process.kill(pid, 'SIGKILL');
  await eventually(async () => {
    const run = await bench.run(['explain', '-o', 'json']);
    assert.equal(run.code, 1, run.stdout);
    const [first] = findings(run.events());
    assert.equal(first?.code, 'local_instance');
    assert.match(String(first.fix), /influscope up/);
  });
});

test('an object of a cluster is refused for an instance on this machine', async () => {
  const run = await bench.run(['explain', 'api', '-o', 'json']);
  assert.equal(run.error, 'object_unknown');
  assert.equal(run.code, 2);
});

test('a support bundle is private, and secrets in the log are masked', async () => {
  const paths = localPaths(bench.home, 'influscope');
  const token = readFileSync(paths.token, 'utf8').trim();
  const planted = ['hunter2-hunter2', 'AKIAIOSFODNN7EXAMPLE', 'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg'];
  appendFileSync(
    paths.serviceLog,
    [
      JSON.stringify({ level: 'error', msg: `amqp://user:${planted[0]}@host password=${planted[0]}` }),
      `{"level":"error","msg":"key ${planted[1]} token: ${planted[2]} ${token}"}`,
    ].join('\n'),
  );
  const file = join(bench.cwd, 'report.tar.gz');
  writeFileSync(file, 'an older file that all can read', { mode: 0o644 });
  const run = await bench.run(['explain', '--bundle', 'report.tar.gz', '-o', 'json']);
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  assert.match(text, /influscope-support\/logs\/services\.log/);
  for (const secret of [...planted, token]) {
    assert.ok(!text.includes(secret), secret);
    assert.ok(!run.stdout.includes(secret), secret);
  }
  assert.equal(statSync(file).mode & 0o077, 0);
  rmSync(file);
});

test('a bundle that cannot be written is an error, and leaves no file', async () => {
  const run = await bench.run(['explain', '--bundle', 'nowhere/report.tar.gz', '-o', 'json']);
  assert.equal(run.error, 'bundle_not_written');
  for (const folder of ['.', '']) {
    const { error, code } = await bench.run(['explain', '--bundle', folder, '-o', 'json']);
    assert.deepEqual([error, code], ['bundle_not_written', 1], folder);
  }
});

test('a stopped instance has no findings, and explain says that it is stopped', async () => {
  await bench.run(['up', '--no-discover']);
  await bench.run(['down']);
  const run = await bench.run(['explain', '-o', 'json']);
  const [only] = run.events();
  assert.deepEqual([run.code, only?.type === 'note' && only.code], [0, 'nothing_wrong']);
  assert.match(run.stdout, /stopped/);
});
