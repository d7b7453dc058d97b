import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Bench } from '../integration/cli/commands/harness.ts';
import { createBench } from '../integration/cli/commands/harness.ts';

const PLACES = [
  '',
  'platforms',
  'locks',
  'platforms/influscope',
  'platforms/influscope/logs',
  'platforms/influscope/data',
  'platforms/influscope/target.json',
  'platforms/influscope/admin-token',
  'platforms/influscope/logs/services.log',
  'platforms/influscope/logs/console.log',
  'platforms/influscope/data/queue.db',
  'platforms/influscope/data/search',
  'locks/influscope.db',
  'locks/influscope.db.holder',
];
const FOLDER = /^$|platforms$|locks$|influscope$|logs$|data$|search$/;
const COMMANDS = [['up'], ['deploy'], ['down'], ['status'], ['logs'], ['search', 'x'], ['queues']];
const NOT_ROOT = process.getuid?.() === 0 ? false : 'only root can give a file to another user';
const OTHER_UID = 65_534;

function prepare(): Bench {
  const bench = createBench();
  for (const place of PLACES) {
    const path = join(bench.home, place);
    mkdirSync(FOLDER.test(place) ? path : dirname(path), { recursive: true, mode: 0o700 });
    const text = place.endsWith('target.json') ? '{"v":1,"target":"local","port":1,"pid":null}' : '';
    if (!FOLDER.test(place)) writeFileSync(path, text, { mode: 0o600 });
  }
  return bench;
}

async function assertRefused(bench: Bench, what: string): Promise<void> {
  for (const command of COMMANDS) {
    const { code, error } = await bench.run(command);
    assert.deepEqual([code, error], [1, 'state_not_private'], `${command.join(' ')}: ${what}`);
  }
  const doctor = await bench.run(['doctor', '-o', 'json']);
  const findings = doctor.events().flatMap((event) => (event.type === 'check' ? [event] : []));
  assert.deepEqual([doctor.code, doctor.error, findings.length], [1, null, 1], what);
  for (const { name, status, fix } of findings)
    assert.deepEqual([name, status, fix === null], ['state folder', 'fail', false], what);
}

for (const place of PLACES) {
  const name = place || 'the folder itself';
  test(`write permission of others on ${name} is refused`, async () => {
    for (const bit of [0o020, 0o002]) {
      const bench = prepare();
      chmodSync(join(bench.home, place), (FOLDER.test(place) ? 0o700 : 0o600) | bit);
      await assertRefused(bench, place);
      chmodSync(join(bench.home, place), 0o700);
    }
  });

  test(`another owner of ${name} is refused`, { skip: NOT_ROOT }, async () => {
    const bench = prepare();
    chownSync(join(bench.home, place), OTHER_UID, OTHER_UID);
    await assertRefused(bench, place);
    chownSync(join(bench.home, place), 0, 0);
  });

  test(`a link in place of ${name} is refused`, {
    skip: place === '' && 'it may be a link of its user',
  }, async () => {
    const bench = prepare();
    const path = join(bench.home, place);
    const victim = join(bench.cwd, 'victim');
    renameSync(path, victim);
    const before = FOLDER.test(place) ? null : readFileSync(victim, 'utf8');
    symlinkSync(victim, path);
    await assertRefused(bench, place);
    if (before !== null) assert.equal(readFileSync(victim, 'utf8'), before);
  });
}
