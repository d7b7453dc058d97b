import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Local } from '#cli/targets/local/local.ts';
import { waitUntilReady } from '#cli/targets/local/wait-until-ready.ts';
import type { Readiness } from '#contract/health.ts';

const FILES = 'The search index is unavailable: too many open files';

/** The warnings while an instance answers with these reasons of its parts, one answer after another, and is ready then. */
async function warningsOf(answers: Record<string, string>[]) {
  const left = [...answers];
  let nowMs = 0;
  const ask = async (): Promise<Readiness> => {
    nowMs += 10_000;
    const checks = Object.entries(left.shift() ?? {}).map(([name, detail]) => ({ name, ok: false, detail }));
    return { ready: checks.length === 0, draining: false, checks };
  };
  const wait = waitUntilReady({} as Local, AbortSignal.timeout(30_000), { ask, now: () => nowMs });
  return await Array.fromAsync(wait);
}

test('parts that are unhealthy from time to time are named once for each reason', async () => {
  const search = { search: FILES };
  const both = { ...search, queue: 'The queue is unavailable: too many open files' };
  const warnings = await warningsOf([search, both, search, both, search, { search: 'timeout' }, both]);
  assert.deepEqual(
    warnings.map((event) => event.type === 'note' && event.code),
    ['ready_waiting', 'ready_waiting', 'ready_waiting'],
  );
});

test('a reason whose figures change is named once', async () => {
  const full = (mb: number) => ({ queue: `disk full: ${mb} MB free, 20 MB needed` });
  assert.equal((await warningsOf([full(0), full(3), full(12)])).length, 1);
});

test('a part that lacks open files gets the command that raises the limit of the running instance', async () => {
  const [first] = await warningsOf([{ search: FILES }]);
  assert.ok(first?.type === 'note');
  assert.deepEqual(first.hint, {
    text: 'raise the limit of open files',
    shell: [['ulimit', '-n', '1024']],
    command: ['deploy'],
  });
});
