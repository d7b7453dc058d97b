import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { currentProcess, hasEnded } from '#adapters/embedded-storage/process-identity.ts';

describe('process identity', () => {
  const self = currentProcess();

  test('this process lives', () => {
    assert.equal(hasEnded(self, self.host), false);
  });

  test('a process that has exited has ended', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    assert.equal(hasEnded({ ...self, pid: child.pid ?? 0 }, self.host), true);
  });

  test('a pid that another process has now is not the same process', () => {
    assert.equal(hasEnded({ ...self, start: 'another time' }, self.host), true);
  });

  test('of another host nothing is known', () => {
    assert.equal(hasEnded({ ...self, host: 'elsewhere' }, self.host), undefined);
  });
});
