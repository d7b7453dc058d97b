import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ADD_USER, hashPassword, REMOVE_USER } from '#cli/targets/kubernetes/secrets/users-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'influscope-users-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const run = (script: string, input: string) =>
  execFileSync('/bin/bash', ['-c', script, 'bash', folder], { input });
const read = () => ['users', 'users_roles'].map((file) => readFileSync(join(folder, file), 'utf8'));

for (const [label, users, roles] of [
  ['without other users', '', ''],
  ['beside other users', 'ann:{PBKDF2}x$y$z\nben:{bcrypt}q\n', 'viewer:ann\nsuperuser:ben\n'],
] as const)
  test(`a temporary administrator is added and removed again ${label}`, () => {
    writeFileSync(join(folder, 'users'), users);
    writeFileSync(join(folder, 'users_roles'), roles);
    run(ADD_USER, 'reset-1 {PBKDF2}10000$a+/=$b==\n');
    assert.deepEqual(read(), [`${users}reset-1:{PBKDF2}10000$a+/=$b==\n`, `${roles}superuser:reset-1\n`]);
    run(REMOVE_USER, 'reset-1\n');
    assert.deepEqual(read(), [users, roles]);
  });

test('files of users that do not exist are created', () => {
  run(ADD_USER, 'reset-1 hash\n');
  assert.deepEqual(read(), ['reset-1:hash\n', 'superuser:reset-1\n']);
});

test('a password is hashed as Elasticsearch documents it: rounds, salt and key of 32 bytes each', () => {
  const [, rounds, salt = '', key = ''] =
    /^\{PBKDF2\}(\d+)\$([^$]+)\$([^$]+)$/.exec(hashPassword('secret')) ?? [];
  assert.equal(rounds, '10000');
  assert.equal(Buffer.from(salt, 'base64').length, 32);
  assert.equal(Buffer.from(key, 'base64').length, 32);
  const fixed = Buffer.alloc(32, 7);
  assert.equal(hashPassword('secret', fixed), hashPassword('secret', fixed));
  assert.notEqual(hashPassword('secret', fixed), hashPassword('other', fixed));
});
