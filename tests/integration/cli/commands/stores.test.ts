import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import {
  adviseDamagedStore,
  adviseNewerStore,
  identityPath,
  STORE_LAYOUTS,
} from '#contract/embedded-stores.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createBench } from './harness.ts';

const one = createBench();
const data = join(one.home, 'platforms/influscope/data');
const doctor = async () => (await one.run(['doctor', '--target', 'local'])).stdout;

test('doctor gives the same advice about a store as the services do', async () => {
  mkdirSync(join(data, 'search'), { recursive: true });
  const index = join(data, 'search/index-000001.db');
  using database = new DatabaseSync(index);
  database.exec('CREATE TABLE t (x); PRAGMA user_version = 99');
  const newer = await doctor();
  assert.match(newer, /✖ stores: .*index-000001\.db .*\[layout=99\]/);
  assert.ok(newer.includes(`fix: ${hintText(adviseNewerStore('search', join(data, 'search')))}\n`), newer);
  database.exec('PRAGMA user_version = 1');
  const older = await doctor();
  assert.match(older, /! stores: .*index-000001\.db .*\[layout=1\]/);
  assert.match(older, /fix: influscope reindex/);
  database.exec(`PRAGMA user_version = ${STORE_LAYOUTS.search}`);
  assert.match(await doctor(), /✔ stores: search layout/);
  for (const store of ['records', 'queue'] as const) {
    const path = join(data, `${store}.db`);
    writeFileSync(path, 'no database at all'.repeat(1_000));
    assert.ok((await doctor()).includes(`fix: ${hintText(adviseDamagedStore(store, path))}\n`), store);
  }
});

test('doctor names a store whose folder became a file', async () => {
  const other = createBench();
  const search = join(other.home, 'platforms/influscope/data/search');
  mkdirSync(dirname(search), { recursive: true });
  writeFileSync(identityPath(search), 'its id');
  writeFileSync(search, 'a file');
  const { stdout } = await other.run(['doctor', '--target', 'local']);
  assert.match(stdout, /✖ stores: .*search is not the one/);
});

test('doctor reports a running instance with an unhealthy part', async () => {
  one.misbehave({ laggards: ['search'], hint: { command: ['reindex'] } });
  await one.run(['up', '--port', String(await freePort())]);
  assert.match(await doctor(), /✖ instance: .*\n {2}fix: influscope reindex/);
});

test('down reports once that the data is kept', async () => {
  const notes = async (...args: string[]) =>
    (await one.run(['down', '-o', 'json', ...args]))
      .events()
      .flatMap((event) => (event.type === 'note' ? [event.code] : []));
  assert.deepEqual(await notes(), ['data_kept']);
  assert.deepEqual(await notes(), ['not_running']);
  assert.deepEqual(await notes('--delete-data'), ['not_running']);
});
