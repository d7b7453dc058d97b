import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { birthOf } from '#cli/instance/process-birth.ts';
import { NO_FAULTY_DISK as NO_COMPILER } from '#tests/support/disk/faulty-disk.ts';
import { eventually } from '#tests/support/eventually.ts';
import { freePort } from '#tests/support/free-port.ts';
import { isAlive } from '#tests/support/platform/processes.ts';
import { createBench } from '../integration/cli/commands/harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'influscope-stopped-'));
after(() => rmSync(folder, { recursive: true }));

/** The first thread ends, and another one lives on until it is killed. */
const ZOMBIE_LEADER = `
  #include <pthread.h>
  #include <stdio.h>
  #include <unistd.h>
  static void *wait(void *unused) { puts("up"); fflush(stdout); pause(); return unused; }
  int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, wait, NULL);
    pthread_exit(NULL);
  }`;

for (const [command, ...rest] of [['deploy'], ['up'], ['down']] as const) {
  test(`${command} finds a stopped process, ends it in order and keeps its port`, async () => {
    const bench = createBench();
    const port = await freePort();
    assert.equal((await bench.run(['up', '--port', String(port)])).code, 0);
    const { pid } = bench.document();
    process.kill(pid ?? 0, 'SIGSTOP');
    const run = await bench.run([command, ...rest, '-o', 'json']);
    assert.equal(run.code, 0, run.stderr);
    const codes = run.events().flatMap((event) => (event.type === 'note' ? [event.code] : []));
    assert.deepEqual(
      codes.filter((code) => code === 'killed' || code === 'port_taken'),
      [],
    );
    assert.equal(isAlive(pid ?? 0), false);
    assert.equal(bench.document().port, port);
  });
}

test('a process whose first thread has ended still runs', { skip: NO_COMPILER }, async () => {
  const source = join(folder, 'leader.c');
  const program = join(folder, 'leader');
  writeFileSync(source, ZOMBIE_LEADER);
  assert.equal(spawnSync('cc', ['-pthread', '-o', program, source]).status, 0);
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const born = await birthOf(child.pid ?? 0);
  await once(child.stdout, 'data');
  await eventually(async () =>
    assert.match(readFileSync(`/proc/${child.pid}/stat`, 'utf8'), /^\d+ \(.*\) Z/),
  );
  assert.equal(await birthOf(child.pid ?? 0), born);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  assert.equal(await birthOf(child.pid ?? 0), null);
});
