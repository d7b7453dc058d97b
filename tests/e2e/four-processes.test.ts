import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ImportReportLine } from '#contract/import/import.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { eventually } from '../support/eventually.ts';
import type { FourProcesses } from '../support/platform/four-processes.ts';
import { startFourProcesses } from '../support/platform/four-processes.ts';

let folder: string;
let platform: FourProcesses;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'influscope-four-'));
  platform = await startFourProcesses(folder);
});
after(async () => {
  await platform.stop();
  await rm(folder, { recursive: true });
});

const headers = () => ({ authorization: `Bearer ${platform.token}` });

test('carries an import through four processes to a search', async () => {
  const answer = await fetch(`${platform.admin.scraper}/imports/demo`, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json' },
    body: JSON.stringify({ count: 300, seed: 7 }),
  });
  const lines = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ImportReportLine);
  const last = lines.at(-1);
  assert.equal(last?.type, 'done');
  assert.equal(last?.type === 'done' && last.accepted, 300);

  const idle = await fetch(`${platform.admin.indexer}/queues/profile-events/idle?timeout_ms=60000`, {
    headers: headers(),
  });
  assert.equal(idle.status, 204, await idle.text());

  const page = (await (await fetch(`${platform.api}/search?source=demo&limit=5`)).json()) as SearchResponse;
  assert.equal(page.total, 300);
  assert.equal(page.count, 5);
});

test('refuses what writes without the token, on every process', async () => {
  for (const [service, path] of [
    ['scraper', '/imports/demo'],
    ['indexer', '/reindex'],
  ] as const) {
    const answer = await fetch(platform.admin[service] + path, { method: 'POST' });
    assert.equal(answer.status, 401, path);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  }
  assert.equal((await fetch(`${platform.api}/imports/demo`, { method: 'POST' })).status, 404);
});

test('answers probes and metrics on every process', async () => {
  for (const base of Object.values(platform.admin)) {
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    // A process is not ready before each of its checks has passed once.
    await eventually(async () =>
      assert.deepEqual(await (await fetch(`${base}/readyz`)).json(), { ready: true }),
    );
    assert.equal((await fetch(`${base}/readyz?verbose`)).status, 401);
    assert.match(await (await fetch(`${base}/metrics`)).text(), /process_cpu_seconds_total/);
  }
});
