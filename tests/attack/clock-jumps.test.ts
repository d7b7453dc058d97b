import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchResponse } from '#contract/query/search.ts';
import type { FaultyClock } from '#tests/support/clock/faulty-clock.ts';
import { createFaultyClock, NO_FAULTY_CLOCK } from '#tests/support/clock/faulty-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';
import { startDemoImport } from '#tests/support/platform/report-lines.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { choose, ONLY_IN_ALL } from './matrix/extent.ts';

const HOUR_MS = 3_600_000;
const JUMPS: Record<string, readonly number[]> = {
  'an hour ahead': [HOUR_MS],
  'an hour back': [-HOUR_MS],
  'a day ahead': [24 * HOUR_MS],
  'a day back': [-24 * HOUR_MS],
  'a year back': [-365 * 24 * HOUR_MS],
  'a day ahead and back again': [24 * HOUR_MS, 0],
};
const ROWS = 200;
const PATIENCE = { timeoutMs: 75_000 };
const random = seededRandom(41);
const jumps = choose(Object.keys(JUMPS), 1, random);

describe('a clock that is set while the instance works', { skip: NO_FAULTY_CLOCK, timeout: 900_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-jumps-'));
  const children: ChildProcess[] = [];
  let clock: FaultyClock;
  let platform: PlatformProcess | undefined;
  let seed = 500;
  let total = 0;

  before(() => {
    clock = createFaultyClock();
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await platform?.stop();
    clock[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  const start = async (): Promise<PlatformProcess> => {
    mkdirSync(join(folder, 'instance'), { recursive: true });
    platform ??= await startPlatformProcess(join(folder, 'instance'), { ...clock.env, RATE_LIMIT: '0' });
    return platform;
  };
  const jump = async (name: string, pauseMs = 0) => {
    for (const offset of JUMPS[name] ?? assert.fail()) {
      clock.set(offset);
      await sleep(pauseMs);
    }
  };
  const page = async (cursor: string | null): Promise<SearchResponse> => {
    const query = new URLSearchParams({ source: 'demo', limit: '10', ...(cursor && { cursor }) });
    const answer = await fetch(`${(await start()).api}/search?${query}`);
    assert.equal(answer.status, 200, await answer.clone().text());
    return (await answer.json()) as SearchResponse;
  };
  /** A process on the stores of a folder, and what it has printed. */
  const run = (place: string, mode: string) => {
    mkdirSync(place, { recursive: true });
    const script = new URL('./matrix/clock-process.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, place, mode], {
      env: { ...process.env, ...clock.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const until = (text: string, count = 1) =>
      eventually(async () => assert.equal(said.split(text).length - 1, count, said), PATIENCE);
    return { child, until };
  };

  for (const name of jumps) {
    test(`${name} during an import: every accepted row becomes searchable`, {
      skip: ONLY_IN_ALL,
    }, async () => {
      clock.set(0);
      const running = await start();
      const importing = startDemoImport(running, ROWS, ++seed);
      await sleep(400 * random());
      await jump(name, 200);
      await importing.ended;
      assert.equal(importing.lines.at(-1)?.type, 'done', JSON.stringify(importing.lines.at(-1)));
      await running.waitUntilIdle();
      total += importing.accepted();
      assert.equal((await page(null)).total, total);
      await running.importDemo(ROWS, ++seed);
      await running.waitUntilIdle();
      total += ROWS;
      assert.equal((await page(null)).total, total);
    });

    test(`${name} between two pages: the cursor stays valid and no profile is skipped`, {
      skip: ONLY_IN_ALL,
    }, async () => {
      clock.set(0);
      await start();
      const seen = new Set<string>();
      let cursor: string | null = null;
      for (let number = 0; number < 4; number++) {
        const { data, next }: SearchResponse = await page(cursor);
        for (const { id } of data) seen.add(id);
        cursor = next;
        if (number === 1) await jump(name);
      }
      assert.equal(seen.size, 40);
    });

    test(`${name} while messages wait for their next attempt: all are delivered again`, async () => {
      clock.set(0);
      const { child, until } = run(join(folder, `retry ${name}`), 'retry');
      await until('all wait for their next attempt');
      await jump(name);
      await until('done ', 20);
      child.kill('SIGKILL');
    });

    test(`${name} while a process that holds messages is killed: another one takes them`, async () => {
      clock.set(0);
      const place = join(folder, `hold ${name}`);
      const holder = run(place, 'hold');
      await holder.until('holds 20');
      const other = run(place, 'ack');
      await jump(name);
      holder.child.kill('SIGKILL');
      await other.until('done ', 20);
      other.child.kill('SIGKILL');
    });

    test(`${name} while a process that has a lease is killed: another one gets it`, async () => {
      clock.set(0);
      const place = join(folder, `lease ${name}`);
      const holder = run(place, 'lease');
      await holder.until('has the lease');
      const other = run(place, 'lease');
      holder.child.kill('SIGKILL');
      await jump(name);
      await other.until('has the lease');
      other.child.kill('SIGKILL');
    });
  }

  test('the instance ends in order when the clock is set while it ends', { skip: ONLY_IN_ALL }, async () => {
    const running = await start();
    clock.set(0);
    const importing = startDemoImport(running, ROWS, ++seed);
    await importing.until('progress');
    const stopping = running.stop();
    await jump(jumps[0] ?? assert.fail());
    await stopping;
    assert.equal(running.child.exitCode, 0);
    platform = undefined;
    await importing.ended;
    await (await start()).waitUntilIdle();
    assert.ok((await page(null)).total >= total + importing.accepted());
  });
});
