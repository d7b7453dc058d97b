import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EventOf } from '#cli/output/events/events.ts';
import type { Profile } from '#domain/profile.ts';
import { importCasePath } from '../reading/import-cases.ts';
import { createWorkplace } from './cli.ts';

/** A running instance that imports the cases, and answers what became of them. */
export async function startCaseImporter() {
  const workplace = await createWorkplace();
  const up = await workplace.run(['up']);
  assert.equal(up.code, 0, up.stderr);
  const api = /http:\/\/127\.0\.0\.1:\d+/.exec(up.stdout)?.[0] ?? '';

  /** A copy of its own, of this moment: the cases share people, and the newest reading is shown. */
  async function copyOf(file: string): Promise<string> {
    const copy = join(workplace.home, 'cases', file);
    await mkdir(dirname(copy), { recursive: true });
    await writeFile(copy, await readFile(importCasePath(file)));
    return copy;
  }

  async function importCase(file: string, ...flags: string[]) {
    const { code, stdout, stderr } = await workplace.run([
      'import',
      await copyOf(file),
      ...flags,
      '-o',
      'json',
    ]);
    const events = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as EventOf<'imported'> | EventOf<'rejected'> | EventOf<'error'>);
    const imported = events.find((event) => event.type === 'imported');
    const rejected = events.filter((event) => event.type === 'rejected');
    return { code, stderr, events, imported, rejected };
  }

  async function profile(id: string): Promise<Profile> {
    const answer = await fetch(`${api}/profiles/${encodeURIComponent(id)}`);
    assert.equal(answer.status, 200, id);
    return (await answer.json()) as Profile;
  }

  /** Imports a file that has to be accepted whole, and answers what `pick` takes of each profile. */
  async function fieldsOf<T>(
    file: string,
    ids: readonly string[],
    pick: (profile: Profile) => T,
  ): Promise<T[]> {
    const { code, stderr, imported, rejected } = await importCase(file);
    assert.equal(code, 0, `${file}: ${stderr}`);
    assert.deepEqual(rejected, []);
    assert.equal(imported?.summary?.people, ids.length, file);
    return Promise.all(ids.map(async (id) => pick(await profile(id))));
  }

  return { workplace, api, importCase, profile, fieldsOf };
}

/** The command of the hint on stderr. On a terminal, a wide one continues on further lines after a backslash. */
export function hintOf(stderr: string): string {
  const command = /^try:\s+((?:.*\\\n)*.*)$/m.exec(stderr)?.[1];
  assert.ok(command, stderr);
  return command.replace(/ \\\n +/g, ' ');
}
