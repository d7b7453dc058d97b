import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalFacts } from '#cli/targets/local/process/diagnose.ts';
import { diagnose } from '#cli/targets/local/process/diagnose.ts';
import type { LocalState } from '#cli/targets/local/state.ts';

const known = { pid: 7, born: 'x', instance: 'a', admin_port: 1, started_at: '', version: null };
const running: LocalState = { port: 8080, process: known };
const health = (instance: string) => ({
  status: 'ok' as const,
  instance,
  version: '1',
  services: [],
  started_at: '2026-03-01T00:00:00Z',
});

const cases: [string, LocalFacts, state: string, pid: number | null][] = [
  ['nothing is remembered', { state: null, health: null, process: 'gone' }, 'absent', null],
  [
    'it was stopped in order',
    { state: { port: 8080, process: null }, health: null, process: 'gone' },
    'stopped',
    null,
  ],
  ['its own instance answers', { state: running, health: health('a'), process: 'ours' }, 'running', 7],
  [
    'its process lives and nothing answers',
    { state: running, health: null, process: 'ours' },
    'unresponsive',
    7,
  ],
  [
    'it was left while it started',
    { state: { port: 8080, process: { ...known, instance: null } }, health: null, process: 'ours' },
    'starting',
    7,
  ],
  ['its process is gone', { state: running, health: null, process: 'gone' }, 'killed', null],
  ['its pid is another program now', { state: running, health: null, process: 'stranger' }, 'stale', null],
  [
    'it is gone and a program with its public id has its port',
    { state: running, health: health('a'), process: 'gone' },
    'killed',
    null,
  ],
  [
    'its pid is another program, and its public id is replayed',
    { state: running, health: health('a'), process: 'stranger' },
    'stale',
    null,
  ],
  [
    'its process lives and a program that proves nothing has its port',
    { state: running, health: 'stranger', process: 'ours' },
    'unresponsive',
    7,
  ],
  [
    'it is gone and a stranger has its port',
    { state: running, health: 'stranger', process: 'gone' },
    'killed',
    null,
  ],
  [
    'it is gone and another platform has its port',
    { state: running, health: health('b'), process: 'gone' },
    'killed',
    null,
  ],
];

for (const [name, facts, state, pid] of cases) {
  test(`says "${state}" when ${name}`, () => {
    const diagnosis = diagnose(facts);
    assert.equal(diagnosis.state, state);
    assert.equal(diagnosis.pid, pid);
  });
}
