import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { NEEDED_DISK_BYTES } from '#contract/disk-room.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { SmallDisk } from '#tests/support/disk/small-disk.ts';
import { mountSmallDisk, NO_SMALL_DISK } from '#tests/support/disk/small-disk.ts';
import type { Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';
import { isAlive } from '#tests/support/platform/processes.ts';

const FULL = 'disk full: 0 MB free, 20 MB needed';

describe('commands on a full or read-only disk', { skip: NO_SMALL_DISK, timeout: 300_000 }, () => {
  let disk: SmallDisk;
  let workplace: Workplace;
  before(async () => {
    disk = mountSmallDisk(20 + (4 * NEEDED_DISK_BYTES) / 1_000_000);
    workplace = await createWorkplace(disk.path);
    const up = await workplace.run(['up']);
    assert.equal(up.code, 0, up.stderr);
    const loaded = await workplace.run(['import', 'demo:100']);
    assert.equal(loaded.code, 0, loaded.stderr);
  });
  after(async () => {
    disk?.remount('rw');
    disk?.free();
    await workplace?.dispose();
    disk?.[Symbol.dispose]();
  });

  const remembered = () =>
    JSON.parse(readFileSync(join(disk.path, 'platforms/influscope/target.json'), 'utf8')) as {
      pid: number | null;
      port: number;
    };
  const pid = () => remembered().pid;
  const status = async (): Promise<EventOf<'status'>> => {
    const { stdout } = await workplace.run(['status', '-o', 'json']);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as EventOf<'status'>;
  };
  const total = async () => {
    const found = await fetch(`http://127.0.0.1:${remembered().port}/search?source=demo&limit=1`);
    return ((await found.json()) as SearchResponse).total;
  };

  test('with no byte free, commands explain themselves and an import resumes', async () => {
    const first = pid();
    disk.fill();
    const full = await status();
    assert.equal(full.state, 'running');
    assert.ok(full.message.includes(FULL), full.message);
    const failed = full.checks.filter(({ ok }) => !ok).map(({ name }) => name);
    for (const name of ['disk', 'queue', 'records', 'search', 'objects'])
      assert.ok(failed.includes(name), name);
    assert.equal(await total(), 100);
    const logs = await workplace.run(['logs']);
    assert.equal(logs.code, 0, logs.stderr);
    const doctor = await workplace.run(['doctor']);
    assert.ok(doctor.stdout.includes(`✖ disk: ${FULL}`), doctor.stdout);
    const deploy = await workplace.run(['deploy']);
    assert.deepEqual([deploy.code, deploy.stderr.includes(FULL)], [1, true], deploy.stderr);
    assert.equal(pid(), first, 'a deployment that cannot start again stops nothing');
    const reindex = await workplace.run(['reindex']);
    assert.deepEqual([reindex.code, reindex.stderr.includes(FULL)], [1, true], reindex.stderr);

    const importing = workplace.start(['import', 'demo:200', '--seed', '9', '-o', 'json']);
    let said = '';
    const ended = once(importing, 'close');
    for await (const chunk of importing.stdout ?? []) {
      said += chunk;
      if (said.includes('"waiting":')) disk.free();
    }
    assert.deepEqual(await ended, [0, null], said);
    const events = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
    const noted = (code: string) => events.find((event) => event.type === 'note' && event.code === code);
    const waiting = noted('import_waiting');
    assert.ok(waiting?.type === 'note' && waiting.message.includes(FULL) && waiting.hint !== undefined, said);
    const waits = events.flatMap((event) => (event.type === 'progress' ? (event.waiting ?? []) : []));
    assert.equal(waits[0], FULL);
    assert.ok(noted('import_resumed'), said);
    assert.equal(await total(), 300);
    assert.equal(pid(), first);
    const well = await workplace.run(['status']);
    assert.equal(well.code, 0, well.stdout);
  });

  test('with no byte free, down stops the process and up says what it needs', async () => {
    const running = pid() ?? assert.fail();
    disk.fill();
    const down = await workplace.run(['down', '-o', 'json']);
    assert.equal(down.code, 0, down.stdout);
    assert.deepEqual([isAlive(running), pid()], [false, null]);
    const up = await workplace.run(['up']);
    assert.deepEqual([up.code, up.stderr.includes(FULL)], [1, true], up.stderr);
    assert.deepEqual([(await status()).state, pid()], ['stopped', null]);
    disk.free();
    const again = await workplace.run(['up']);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(await total(), 300);
  });

  test('on a disk that became read-only, commands say so, and down does not need it', async () => {
    assert.equal((await workplace.run(['down'])).code, 0);
    disk.remount('ro');
    for (const command of ['up', 'deploy']) {
      const { code, stderr } = await workplace.run([command]);
      assert.deepEqual([code, /read-only/.test(stderr)], [1, true], stderr);
    }
    const { state, checks } = await status();
    assert.deepEqual([state, checks[0]?.name], ['stopped', 'disk']);
    for (const command of ['logs', 'down', 'doctor']) {
      const { code, stderr } = await workplace.run([command]);
      assert.equal(code, command === 'doctor' ? 1 : 0, stderr);
    }
    disk.remount('rw');
    const up = await workplace.run(['up']);
    assert.equal(up.code, 0, up.stderr);
    assert.equal(await total(), 300);
  });

  test('with no byte free, down --delete-data makes room', async () => {
    disk.fill();
    const down = await workplace.run(['down', '--delete-data', '--yes']);
    assert.equal(down.code, 0, down.stderr);
    disk.free();
  });
});
