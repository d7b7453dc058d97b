import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ImportReportLine } from '#contract/import/import.ts';
import { freePort } from '../support/free-port.ts';
import type { ServiceProcess } from '../support/platform/service-process.ts';
import { startServiceProcess } from '../support/platform/service-process.ts';
import type { BackingEnvironment } from '../support/servers/backing-environments.ts';
import {
  embeddedEnvironment,
  hasServers,
  serverEnvironment,
} from '../support/servers/backing-environments.ts';

const TOKEN = 'token-of-this-test';
const HEADERS = { authorization: `Bearer ${TOKEN}` };
const PEOPLE = 600;

const kinds: readonly [string, boolean, (folder: string) => Promise<BackingEnvironment>][] = [
  ['embedded parts', false, async (folder) => embeddedEnvironment(folder)],
  ['RabbitMQ and Elasticsearch', !hasServers(), serverEnvironment],
];

for (const [name, skip, make] of kinds) {
  test(`counts new, updated and unchanged people over two indexers and two imports at once: ${name}`, {
    skip,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'influscope-outcome-'));
    const backing = await make(folder);
    const running: ServiceProcess[] = [];
    try {
      const grpcPort = await freePort();
      await writeFile(join(folder, 'token'), TOKEN, { mode: 0o600 });
      const env = {
        ...backing.env,
        ANALYTICS_ADDR: `127.0.0.1:${grpcPort}`,
        GRPC_PORT: String(grpcPort),
        ADMIN_TOKEN_FILE: join(folder, 'token'),
        INDEXER_BATCH: '20',
      };
      for (const service of ['analytics', 'scraper', 'indexer', 'indexer'] as const)
        running.push(await startServiceProcess(service, env));
      const [, scraper, ...indexers] = running as [ServiceProcess, ServiceProcess, ...ServiceProcess[]];

      const imported = await Promise.all([
        importList(scraper, 'a', 0, () => 1_000),
        importList(scraper, 'b', PEOPLE, () => 1_000),
      ]);
      await waitUntilIdle(indexers[0]);
      const again = await importList(scraper, 'a', 0, (i) => (i % 3 === 0 ? 2_000 : 1_000), '2024-02-01');
      await waitUntilIdle(indexers[0]);

      for (const indexer of indexers) {
        for (const id of imported)
          assert.deepEqual(await outcomeOf(indexer, id), { new: PEOPLE, updated: 0, unchanged: 0 });
        const { new: fresh, updated, unchanged } = await outcomeOf(indexer, again);
        assert.deepEqual([fresh, updated + unchanged], [0, PEOPLE]);
        assert.ok(updated >= PEOPLE / 3, String(updated));
      }
      const shares = await Promise.all(
        indexers.map((indexer) => indexer.metric('influscope_indexer_events_total')),
      );
      assert.ok(
        shares.every((share) => share > 0),
        `both indexers took part: ${shares}`,
      );
    } finally {
      await Promise.all(running.map((one) => one.stop()));
      await backing.remove();
      await rm(folder, { recursive: true });
    }
  });
}

/** Answers the id of the import. */
async function importList(
  scraper: ServiceProcess,
  name: string,
  from: number,
  followersOf: (i: number) => number,
  date = '2024-01-01',
): Promise<string> {
  const rows = Array.from({ length: PEOPLE }, (_, i) => `person_${from + i},${followersOf(i)},${date}`);
  const query = new URLSearchParams({ name: `${name}.csv`, platform: 'instagram' });
  const answer = await fetch(`${scraper.admin}/imports?${query}`, {
    method: 'POST',
    headers: { ...HEADERS, 'content-type': 'application/octet-stream' },
    body: ['username,followers,fetched_at', ...rows].join('\n'),
  });
  const lines = (await answer.text()).trim().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '') as ImportReportLine;
  assert.equal(last.type, 'done', lines.at(-1));
  return last.type === 'done' ? last.import_id : '';
}

async function waitUntilIdle(indexer: ServiceProcess | undefined): Promise<void> {
  const idle = await fetch(`${indexer?.admin}/queues/profile-events/idle?timeout_ms=60000`, {
    headers: HEADERS,
  });
  assert.equal(idle.status, 204, await idle.text());
}

async function outcomeOf(indexer: ServiceProcess, importId: string) {
  const path = `/queues/profile-events/people?import=${importId}`;
  const answer = await fetch(indexer.admin + path, { headers: HEADERS });
  return (await answer.json()) as { new: number; updated: number; unchanged: number };
}
