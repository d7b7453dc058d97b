import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createTempNames, removeStaleTempFiles } from '#adapters/objects/filesystem/temp-files.ts';

describe('temporary files', () => {
  test('names do not repeat', () => {
    const next = createTempNames();
    assert.notEqual(next(), next());
  });

  test('of running processes are kept; those of ended processes, and old ones without a process, are deleted', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'influscope-temp-'));
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const own = createTempNames()();
    const ended = own.replace(/^\d+/, String(child.pid));
    for (const name of [own, ended, 'old', 'young']) await writeFile(join(directory, name), '');
    await utimes(join(directory, 'old'), 0, 0);
    await removeStaleTempFiles(directory);
    assert.deepEqual((await readdir(directory)).sort(), [own, 'young'].sort());
    await rm(directory, { recursive: true });
  });
});
