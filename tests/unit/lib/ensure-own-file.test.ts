import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lchownSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { lockDirectory } from '#adapters/search/embedded/store/lock.ts';
import { ensureOwnFile } from '#lib/files/ensure-own-file.ts';

const TRY_LOCK = `
  const { DatabaseSync } = require('node:sqlite');
  try { new DatabaseSync(process.argv[1]).exec('BEGIN EXCLUSIVE'); console.log('free'); }
  catch (error) { console.log(error.errcode === 5 ? 'held' : String(error)); }`;

function makeTempDir(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Whether another process finds the lock of a database held. */
function isHeld(path: string): boolean {
  const answer = execFileSync(process.execPath, ['-e', TRY_LOCK, path], { encoding: 'utf8' }).trim();
  assert.match(answer, /^(?:free|held)$/);
  return answer === 'held';
}

test('creates one private file and leaves nothing beside it', (t) => {
  const folder = makeTempDir(t);
  const path = join(folder, 'store.db');
  ensureOwnFile(path);
  ensureOwnFile(path);
  assert.deepEqual(readdirSync(folder), ['store.db']);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('keeps the locks that the process holds on the file', (t) => {
  const path = join(makeTempDir(t), 'store.db');
  ensureOwnFile(path);
  using database = new DatabaseSync(path);
  database.exec('BEGIN EXCLUSIVE');
  ensureOwnFile(path);
  assert.equal(isHeld(path), true);
  database.exec('COMMIT');
  assert.equal(isHeld(path), false);
});

test('a directory stays locked when its process asks for the lock again', (t) => {
  const folder = makeTempDir(t);
  const lock = lockDirectory(folder, 0);
  assert.ok(lock);
  assert.equal(lockDirectory(folder, 0), undefined);
  assert.equal(isHeld(join(folder, 'lock.db')), true);
  lock.release();
  assert.equal(isHeld(join(folder, 'lock.db')), false);
});

test('follows a link of its user only where links are allowed', (t) => {
  const folder = makeTempDir(t);
  const path = join(folder, 'store.db');
  symlinkSync(join(folder, 'elsewhere.db'), path);
  assert.throws(() => ensureOwnFile(path, 'refuse'), { code: 'ELOOP' });
  assert.equal(existsSync(join(folder, 'elsewhere.db')), false);
  ensureOwnFile(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('refuses a link of another user', { skip: process.geteuid?.() !== 0 && 'needs root' }, (t) => {
  const folder = makeTempDir(t);
  const path = join(folder, 'store.db');
  symlinkSync(join(folder, 'elsewhere.db'), path);
  lchownSync(path, 65_534, 65_534);
  assert.equal(lstatSync(path).uid, 65_534);
  assert.throws(() => ensureOwnFile(path), { code: 'ELOOP' });
  assert.equal(existsSync(join(folder, 'elsewhere.db')), false);
});
