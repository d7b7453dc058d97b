import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { freePort } from '#tests/support/free-port.ts';
import { createBench } from '../commands/harness.ts';

const one = createBench();
before(async () => {
  one.misbehave({});
  const up = await one.run(['up', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
});

test('export writes every profile in each format', async () => {
  const csv = await one.run(['export', 'tech', '--platform', 'github']);
  const rows = parse(csv.stdout, { columns: true }) as Record<string, string>[];
  assert.deepEqual([csv.code, rows.length, rows[0]?.bio], [0, 450, "'=1+1"]);
  const file = join(one.home, 'creators.json');
  const json = await one.run(['export', '--output', file]);
  assert.deepEqual([json.code, json.stdout], [0, '']);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).length, 450);
  const jsonl = await one.run(['export', '--format', 'jsonl']);
  assert.equal(jsonl.stdout.trimEnd().split('\n').length, 450);
});

test('export replaces a file and says so, but keeps its permissions, a link and a device', async () => {
  const file = join(one.home, 'old.csv');
  const link = join(one.home, 'link.csv');
  writeFileSync(file, 'older');
  chmodSync(file, 0o640);
  symlinkSync(file, link);
  const fresh = await one.run(['export', 'tech', '--output', join(one.home, 'new.csv')]);
  assert.equal(fresh.code, 0);
  const replaced = await one.run(['export', 'tech', '--output', link]);
  assert.equal(replaced.code, 0);
  assert.notEqual(replaced.stderr.replace('link.csv', 'new.csv'), fresh.stderr);
  assert.equal(parse(readFileSync(file, 'utf8'), { columns: true }).length, 450);
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.ok(lstatSync(link).isSymbolicLink());
  const pipe = join(one.home, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe]);
  let read = '';
  reader.stdout.on('data', (chunk) => {
    read += chunk;
  });
  assert.equal((await one.run(['export', 'tech', '--output', pipe])).code, 0);
  await once(reader, 'close');
  assert.equal(parse(read, { columns: true }).length, 450);
  assert.ok(lstatSync(pipe).isFIFO());
  const folder = await one.run(['export', 'tech', '--output', one.home]);
  assert.deepEqual([folder.code, folder.error], [2, 'file_not_written']);
});

test('export to - writes to stdout', async () => {
  const { code, stdout } = await one.run(['export', 'tech', '--output', '-', '--format', 'jsonl']);
  assert.deepEqual([code, stdout.trimEnd().split('\n').length], [0, 450]);
  assert.ok(!existsSync(join(one.cwd, '-')));
});

test('export that is not complete fails, and leaves no file and no older file changed', async () => {
  const file = join(one.home, 'kept.csv');
  writeFileSync(file, 'older');
  const { code, error } = await one.run(['export', 'broken', '--output', file]);
  assert.deepEqual([code, error], [1, 'export_incomplete']);
  assert.equal(readFileSync(file, 'utf8'), 'older');
  assert.deepEqual(
    readdirSync(one.home).filter((name) => name.endsWith('.part')),
    [],
  );
  assert.equal((await one.run(['export', '-o', 'json'])).code, 2);
});
