import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Readiness } from '#contract/health.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { DiskError, FaultyDisk } from '#tests/support/disk/faulty-disk.ts';
import { createFaultyDisk, NO_FAULTY_DISK } from '#tests/support/disk/faulty-disk.ts';
import type { SmallDisk } from '#tests/support/disk/small-disk.ts';
import { mountSmallDisk, NO_SMALL_DISK } from '#tests/support/disk/small-disk.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startDemoImport } from '#tests/support/platform/report-lines.ts';

const STORES = ['queue', 'records', 'search', 'objects'] as const;
type Store = (typeof STORES)[number];

/** What each error of the system is called in a message. */
const REASONS: Record<DiskError, RegExp> = {
  ENOSPC: /disk full: \d+ MB free/,
  EDQUOT: /the disk quota is exceeded/,
  EROFS: /the file system is read-only/,
  EIO: /a read or write failed/,
};
const ROWS = 60;
const LIMIT = { timeout: 300_000 };

/** An instance with each store, and its log, in a folder of its own. */
async function startIn(folder: string, env: Record<string, string> = {}): Promise<PlatformProcess> {
  for (const name of [...STORES, 'log']) mkdirSync(join(folder, name), { recursive: true });
  return startPlatformProcess(folder, {
    QUEUE_URL: `embedded:${folder}/queue/queue.db`,
    RECORDS_URL: `embedded:${folder}/records/records.db`,
    SEARCH_URL: `embedded:${folder}/search`,
    OBJECTS_URL: `file:${folder}/objects`,
    LOG_FILE: `${folder}/log/services.log`,
    LOG_LEVEL: 'info',
    RATE_LIMIT: '0',
    ...env,
  });
}

async function total(platform: PlatformProcess): Promise<number> {
  const answer = await fetch(`${platform.api}/search?source=demo&limit=1`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return ((await answer.json()) as SearchResponse).total;
}

async function unhealthy(platform: PlatformProcess): Promise<Map<string, string>> {
  const { checks } = (await (await platform.admin('/readyz?verbose')).json()) as Readiness;
  return new Map(checks.filter(({ ok }) => !ok).map(({ name, detail }) => [name, String(detail)]));
}

/** Imports while a disk takes no writes: searches are answered, the fault is named, and all rows arrive once it is over. */
async function importDuring(
  platform: PlatformProcess,
  seed: number,
  { store, reason, start, end }: { store: Store; reason: RegExp; start(): void; end(): void },
): Promise<void> {
  const known = await total(platform);
  start();
  const importing = startDemoImport(platform, ROWS, seed);
  try {
    await eventually(async () => assert.match((await unhealthy(platform)).get(store) ?? '', reason));
    if (store === 'queue') {
      await importing.until('waiting');
      assert.equal(importing.accepted(), 0);
    }
    assert.ok((await total(platform)) >= known);
  } finally {
    end();
  }
  await importing.ended;
  assert.equal(importing.lines.at(-1)?.type, 'done', JSON.stringify(importing.lines.at(-1)));
  await platform.waitUntilIdle();
  assert.equal(await total(platform), known + importing.accepted());
  assert.equal(importing.accepted(), ROWS);
  await eventually(async () => assert.deepEqual(await unhealthy(platform), new Map()));
}

describe('a store whose disk refuses writes', { skip: NO_FAULTY_DISK }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-faults-'));
  let disk: FaultyDisk;
  let platform: PlatformProcess;
  let seed = 100;

  before(async () => {
    disk = createFaultyDisk();
    platform = await startIn(folder, disk.env);
    await platform.importDemo(ROWS, 1);
    await platform.waitUntilIdle();
  });
  after(async () => {
    await platform.stop();
    disk[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  for (const error of Object.keys(REASONS) as DiskError[]) {
    for (const store of STORES) {
      test(
        `${store} with ${error}: writes wait, searches are answered, everything resumes`,
        LIMIT,
        async () => {
          const start = () => disk.fail(error, join(folder, store));
          await importDuring(platform, ++seed, { store, reason: REASONS[error], start, end: disk.repair });
        },
      );
    }
    test(`a log with ${error} stops nothing and continues afterwards`, LIMIT, async () => {
      disk.fail(error, join(folder, 'log'));
      await platform.importDemo(ROWS, ++seed);
      await platform.waitUntilIdle();
      disk.repair();
      await platform.importDemo(1, ++seed);
      await platform.waitUntilIdle();
      const log = readFileSync(join(folder, 'log/services.log'), 'utf8').trim().split('\n');
      for (const line of log) JSON.parse(line);
      assert.equal(log.filter((line) => line.includes('import done')).length > 0, true);
    });
    test(
      `all disks with ${error}: the process ends in order, and a start says why it fails`,
      LIMIT,
      async () => {
        disk.fail(error, folder);
        await platform.stop();
        assert.equal(platform.child.exitCode, 0);
        await assert.rejects(startIn(folder, disk.env), (failure: Error) =>
          REASONS[error].test(failure.message),
        );
        disk.repair();
        platform = await startIn(folder, disk.env);
      },
    );
  }
});

describe('a store on a small disk of its own', { skip: NO_SMALL_DISK }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-disks-'));
  const disks = new Map<string, SmallDisk>();
  let platform: PlatformProcess;
  let seed = 200;

  before(async () => {
    for (const name of [...STORES, 'log']) disks.set(name, mountSmallDisk(64, join(folder, name)));
    platform = await startIn(folder);
    await platform.importDemo(ROWS, 1);
    await platform.waitUntilIdle();
  });
  after(async () => {
    await platform.stop();
    for (const disk of disks.values()) disk[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  for (const store of STORES) {
    test(
      `${store} with no byte free: writes wait, searches are answered, everything resumes`,
      LIMIT,
      async () => {
        const disk = disks.get(store) ?? assert.fail();
        await importDuring(platform, ++seed, {
          store,
          reason: /disk full: 0 MB free, 20 MB needed/,
          start: disk.fill,
          end: disk.free,
        });
      },
    );
  }

  test('a log with no byte free stops nothing', LIMIT, async () => {
    const disk = disks.get('log') ?? assert.fail();
    disk.fill();
    await platform.importDemo(ROWS, ++seed);
    await platform.waitUntilIdle();
    disk.free();
    assert.equal(platform.child.exitCode, null);
  });
});
