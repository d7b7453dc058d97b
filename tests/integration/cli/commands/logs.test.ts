import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readLogs } from '#cli/targets/local/logs.ts';
import { localPaths } from '#cli/targets/local/paths.ts';
import type { LogsRequest } from '#cli/targets/target.ts';

const home = mkdtempSync(join(tmpdir(), 'influscope-logs-'));
after(() => rmSync(home, { recursive: true }));

const line = (service: string, at: number, msg: string) =>
  `${JSON.stringify({ level: 'info', time: new Date(at).toISOString(), service, msg })}\n`;

function makeLog(name: string) {
  const paths = localPaths(home, name);
  mkdirSync(paths.logs, { recursive: true });
  writeFileSync(`${paths.serviceLog}.2`, line('api', 1_000, 'one'));
  writeFileSync(`${paths.serviceLog}.1`, line('indexer', 2_000, 'two') + line('api', 3_000, 'three'));
  writeFileSync(paths.serviceLog, `not json\n${line('api', 4_000, 'four')}`);
  return paths;
}

async function read(name: string, options: Partial<LogsRequest> = {}): Promise<string[]> {
  const all: string[] = [];
  const signal = new AbortController().signal;
  const lines = readLogs(makeLog(name), {
    service: null,
    lines: null,
    since: null,
    follow: false,
    signal,
    ...options,
  });
  for await (const { record, text } of lines) all.push(record === null ? text : String(record.msg));
  return all;
}

test('reads rotated files first, oldest to newest', async () => {
  assert.deepEqual(await read('all'), ['one', 'two', 'three', 'not json', 'four']);
});

test('keeps to one service, the last lines, a time', async () => {
  assert.deepEqual(await read('service', { service: 'api' }), ['one', 'three', 'four']);
  assert.deepEqual(await read('last', { service: 'api', lines: 2 }), ['three', 'four']);
  assert.deepEqual(await read('none', { lines: 0 }), []);
  assert.deepEqual(await read('since', { since: 3_000 }), ['three', 'four']);
});

test('follows what is added, over a rotation, until it is stopped', { timeout: 300_000 }, async () => {
  const paths = makeLog('follow');
  const stop = new AbortController();
  const seen: string[] = [];
  const options = { service: null, lines: 1, since: null, follow: true, signal: stop.signal };
  for await (const { record } of readLogs(paths, options)) {
    seen.push(String(record?.msg));
    if (seen.length === 1) appendFileSync(paths.serviceLog, line('api', 5_000, 'five'));
    if (seen.length === 2) {
      appendFileSync(paths.serviceLog, line('api', 6_000, 'six'));
      renameSync(paths.serviceLog, `${paths.serviceLog}.1`);
      writeFileSync(paths.serviceLog, line('api', 7_000, 'seven'));
    }
    if (seen.length === 4) stop.abort();
  }
  assert.deepEqual(seen, ['four', 'five', 'six', 'seven']);
});
