import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSettings } from '#cli/settings/settings.ts';
import { localPaths } from '#cli/targets/local/paths.ts';
import { bringUp } from '#cli/targets/local/up.ts';
import { isAlive } from '#tests/support/platform/processes.ts';

test('a process that serves and cannot be recorded is stopped, because no later command would find it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'influscope-unrecorded-'));
  try {
    const { values } = await loadSettings({ flags: { home }, env: {}, cwd: home });
    const paths = localPaths(home, values.name);
    const pidFile = join(home, 'pid');
    const servicesMain = join(home, 'services.mjs');
    // In the place of its record stands a folder by the time that it serves.
    writeFileSync(
      servicesMain,
      `import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
       rmSync(${JSON.stringify(paths.state)});
       mkdirSync(${JSON.stringify(join(paths.state, 'in-the-way'))}, { recursive: true });
       writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
       process.send({ type: 'ready', instance: 'one', pid: process.pid, port: 1, adminPort: 2 });
       setInterval(() => {}, 1000);`,
    );
    const local = {
      name: values.name,
      settings: values,
      port: null,
      servicesMain,
      root: home,
      env: {},
      paths,
    };
    const signal = AbortSignal.timeout(60_000);
    const up = Array.fromAsync(bringUp(local, { port: null, until: 'serving', signal }));
    await assert.rejects(up, (error: Error) => !signal.aborted && error.message !== '');
    assert.equal(isAlive(Number(readFileSync(pidFile, 'utf8'))), false);
  } finally {
    rmSync(home, { recursive: true });
  }
});
