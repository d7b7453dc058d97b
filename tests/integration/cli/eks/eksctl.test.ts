import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Event } from '#cli/output/events/events.ts';
import type { EksctlEnd } from '#cli/targets/eks/eksctl/eksctl.ts';
import { findEksctl, runEksctl } from '#cli/targets/eks/eksctl/eksctl.ts';
import { askEksctlVersion } from '#cli/targets/eks/eksctl/eksctl-version.ts';

let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'influscope-eksctl-'));
  mkdirSync(join(folder, 'bin'));
  env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function eksctl(script: string): void {
  const file = join(folder, 'bin/eksctl');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

async function run(
  onEvent: (event: Event) => void | Promise<void> = () => {},
  signal = new AbortController().signal,
): Promise<{ events: Event[]; end: EksctlEnd }> {
  const events: Event[] = [];
  const running = runEksctl(
    { folder, env, clock: Date.now },
    { args: ['create', 'cluster'], step: 'cluster', signal },
  );
  for (;;) {
    const { done, value } = await running.next();
    if (done) return { events, end: value };
    events.push(value);
    await onEvent(value);
  }
}
const messages = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'tool' ? [`${event.level} ${event.message}`] : []));

test('passes on what eksctl says, and keeps it in a file of its own', async () => {
  eksctl(`echo "2026-11-23 10:00:00 [ℹ]  building"
echo "2026-11-23 10:00:01 [✖]  no room"
echo "Error: failed" >&2
exit 1`);
  const { events, end } = await run();
  assert.deepEqual(messages(events), ['info building', 'error no room', 'error failed']);
  assert.equal(end.code, 1);
  assert.equal(end.message, 'failed');
  assert.match(readFileSync(end.log, 'utf8'), /building\n[\s\S]*no room\n[\s\S]*Error: failed\n/);
  assert.equal(await findEksctl(folder), null);
});

test('is found by the next command while it runs, and no longer', async () => {
  eksctl('echo "2026-11-23 10:00:00 [ℹ]  building"; read _ < "$0.go"');
  const { execFileSync } = await import('node:child_process');
  const go = join(folder, 'bin/eksctl.go');
  execFileSync('mkfifo', [go]);
  const { end } = await run(async () => {
    const found = await findEksctl(folder);
    assert.deepEqual(found?.args, ['create', 'cluster']);
    assert.ok(existsSync(found?.log ?? ''));
    writeFileSync(go, 'go\n');
  });
  assert.equal(end.code, 0);
  assert.equal(await findEksctl(folder), null);
});

test('is asked to stop with the command, and heard to its end', async () => {
  eksctl(`trap 'echo "2026-11-23 10:00:09 [!]  interrupted"; exit 130' INT
echo "2026-11-23 10:00:00 [ℹ]  building"
while :; do sleep 0.05; done`);
  const stop = new AbortController();
  const { events, end } = await run(() => stop.abort(new Error('stop')), stop.signal);
  assert.deepEqual(messages(events), ['info building', 'warn interrupted']);
  assert.equal(end.code, 130);
});

test('tells a death by a signal and a panic from an exit', async () => {
  eksctl('kill -9 $$');
  assert.equal((await run()).end.code, null);
  eksctl('echo "panic: nil pointer" >&2; exit 2');
  const { end } = await run();
  assert.deepEqual([end.code, end.panicked, end.message], [2, true, 'nil pointer']);
});

test('says what is missing, too old or broken', async () => {
  const { signal } = new AbortController();
  const nowhere = { PATH: join(folder, 'bin') };
  await assert.rejects(askEksctlVersion(nowhere, signal), { code: 'eksctl_missing' });
  eksctl('echo 0.100.0');
  await assert.rejects(askEksctlVersion(env, signal), { code: 'eksctl_too_old' });
  eksctl('echo "no such library" >&2; exit 127');
  await assert.rejects(askEksctlVersion(env, signal), { code: 'eksctl_broken', message: /no such library/ });
  eksctl('echo 0.221.0');
  assert.equal(await askEksctlVersion(env, signal), '0.221.0');
});
