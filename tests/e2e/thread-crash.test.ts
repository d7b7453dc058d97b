import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { eventually } from '../support/eventually.ts';
import type { PlatformProcess } from '../support/platform/platform-process.ts';
import { startPlatformProcess } from '../support/platform/platform-process.ts';

/** Loaded into every thread: the one that is named throws, outside of any call, once the file is there. */
const SABOTAGE = `
  import { existsSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  const [, script = ''] = process.argv;
  if (!isMainThread && script.includes(process.env.SABOTAGED_THREAD)) {
    setInterval(() => {
      if (existsSync(process.env.SABOTAGE_FILE)) throw new Error('sabotaged');
    }, 5);
  }`;

async function sabotage(folder: string, thread: string) {
  const module = join(folder, 'sabotage.mjs');
  const file = join(folder, 'now');
  await writeFile(module, SABOTAGE);
  const env = {
    NODE_OPTIONS: `--import=${pathToFileURL(module)}`,
    SABOTAGED_THREAD: thread,
    SABOTAGE_FILE: file,
  };
  return { env, strike: () => writeFile(file, '') };
}

for (const thread of ['storage-worker', 'reader-worker', 'writer-worker']) {
  test(`a crash of the ${thread} ends the process with a fatal line`, { timeout: 300_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'influscope-crash-'));
    let platform: PlatformProcess | undefined;
    try {
      const { env, strike } = await sabotage(folder, thread);
      const log = join(folder, 'services.log');
      platform = await startPlatformProcess(folder, { ...env, LOG_FILE: log });
      await platform.importDemo(20);
      await platform.waitUntilIdle();
      // Threads start when they are first needed.
      const { api } = platform;
      await eventually(async () => assert.equal((await fetch(`${api}/readyz`)).status, 200));
      const exited = once(platform.child, 'exit');
      await strike();
      assert.deepEqual(await exited, [1, null]);
      const lines = (await readFile(log, 'utf8')).trim().split('\n');
      const fatal = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'fatal');
      assert.equal(fatal.length, 1, lines.join('\n'));
      assert.equal(fatal[0].err.message, `The thread ${thread} crashed: sabotaged: sabotaged`);
    } finally {
      platform?.child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  });
}
