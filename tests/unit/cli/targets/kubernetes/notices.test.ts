import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { createNotices } from '#cli/targets/kubernetes/diagnosis/notices.ts';

const finding = (code: string, quiet = false): Finding => ({
  code,
  object: { kind: 'Deployment', name: 'api' },
  pod: null,
  cause: '',
  evidence: [],
  fix: { text: 'x' },
  terminal: false,
  quiet,
  recheckAt: null,
  touches: [],
  consequences: [],
});

test('a finding that lasts is named once, while the wait continues', () => {
  let now = 0;
  const notices = createNotices(() => now);
  const quota = finding('quota_exceeded');
  assert.deepEqual(notices.see([quota]), { due: [], dueAt: 2_000 });
  now = 2_000;
  assert.deepEqual(notices.see([quota]).due, [quota]);
  now = 9_000;
  assert.deepEqual(notices.see([quota]), { due: [], dueAt: null });
});

test('a finding that passes within a moment, or that is usual during a start, is not named', () => {
  let now = 0;
  const notices = createNotices(() => now);
  notices.see([finding('quota_exceeded')]);
  now = 1_000;
  notices.see([]);
  now = 2_500;
  assert.deepEqual(notices.see([finding('quota_exceeded')]).due, []);
  notices.see([finding('not_ready', true)]);
  now = 60_000;
  assert.deepEqual(notices.see([finding('not_ready', true)]), { due: [], dueAt: null });
});
