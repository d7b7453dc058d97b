import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AbortError, OperationError } from '#cli/errors.ts';
import { lockInstance } from '#cli/instance/lock.ts';
import type { Event } from '#cli/output/events/events.ts';

const folder = mkdtempSync(join(tmpdir(), 'influscope-lock-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'locks/one.db');
const module = new URL('../../../../cli/instance/lock.ts', import.meta.url).href;

/** Takes the lock and collects what was said while it waited. */
async function take(signal: AbortSignal, said: Event[] = []): Promise<Disposable> {
  const steps = lockInstance(path, signal);
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
    said.push(value);
  }
}

/** Another process that holds the lock until it is killed. */
async function holdElsewhere() {
  const script = `
    const { lockInstance } = await import(${JSON.stringify(module)});
    const lock = await lockInstance(${JSON.stringify(path)}, new AbortController().signal).next();
    console.log(lock.done);
    setInterval(() => lock, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

const never = () => new AbortController().signal;

test('a second taker waits for the first, and says for whom', async () => {
  const first = await take(never());
  const said: Event[] = [];
  const second = take(never(), said);
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(said[0]?.type === 'note' && said[0].message.includes(`pid=${process.pid}`));
  first[Symbol.dispose]();
  (await second)[Symbol.dispose]();
});

test('the lock of a killed process is free', { timeout: 300_000 }, async () => {
  const child = await holdElsewhere();
  const said: Event[] = [];
  const waiting = take(never(), said);
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(said[0]?.type === 'note' && said[0].message.includes(`pid=${child.pid}`));
  child.kill('SIGKILL');
  (await waiting)[Symbol.dispose]();
});

test('waiting too long names the holder, an interrupt is an interrupt', async () => {
  using _held = await take(never());
  const late = new OperationError('late', { code: 'timeout' });
  const tooLong = new AbortController();
  const waiting = take(tooLong.signal);
  tooLong.abort(late);
  await assert.rejects(waiting, { code: 'platform_locked', message: new RegExp(`pid=${process.pid}`) });
  const interrupt = new AbortController();
  const interrupted = take(interrupt.signal);
  interrupt.abort(new AbortError('SIGINT'));
  await assert.rejects(interrupted, AbortError);
});

test('a lock that cannot be taken is reported with its file, not as a bug', async () => {
  const broken = join(folder, 'broken/lock');
  mkdirSync(join(folder, 'broken'));
  writeFileSync(broken, 'this is text and not a database'.repeat(20));
  await assert.rejects(lockInstance(broken, never()).next(), (error) => {
    assert.ok(error instanceof OperationError);
    assert.equal(error.code, 'state_not_writable');
    assert.ok(error.message.includes(broken));
    return true;
  });
});
