import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportReportLine } from '#contract/import/import.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { ServiceName } from '#runtime/process/service.ts';
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
const HOSTS = ['127.0.0.2', '127.0.0.3'] as const;
const MAX_DEPTH = 200;
const INDEXER_BATCH = 20;
/** A consumer holds at most five batches. What a stopped process holds returns to the queue when its connection ends. */
const MAX_HELD = 2 * 5 * INDEXER_BATCH;
/** Publishers may each take the room that they have seen, and have two batches under way when it is used up. */
const MAX_WAITING = 2 * (MAX_DEPTH + 200) + MAX_HELD;
const MAX_RSS_BYTES = 250 * 1024 * 1024;
const ROWS = 1_000;

interface Pairs {
  analytics: ServiceProcess[];
  indexer: ServiceProcess[];
  scraper: ServiceProcess[];
  api: ServiceProcess[];
  stop(): Promise<void>;
}

async function startPairs(
  open: (folder: string) => BackingEnvironment | Promise<BackingEnvironment>,
): Promise<Pairs> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-pairs-'));
  await writeFile(join(folder, 'token'), TOKEN, { mode: 0o600 });
  const backing = await open(folder);
  const port = await freePort(HOSTS);
  const env = {
    ...backing.env,
    ADMIN_TOKEN_FILE: join(folder, 'token'),
    ANALYTICS_ADDR: HOSTS.map((host) => `${host}:${port}`).join(','),
    QUEUE_MAX_DEPTH: String(MAX_DEPTH),
    INDEXER_BATCH: String(INDEXER_BATCH),
    RATE_LIMIT: '0',
  };
  const started: ServiceProcess[] = [];
  const pair = (service: ServiceName) =>
    Promise.all(
      HOSTS.map(async (host) => {
        const own = service === 'analytics' ? { HOST: host, GRPC_PORT: String(port) } : {};
        const one = await startServiceProcess(service, { ...env, ...own });
        started.push(one);
        return one;
      }),
    );
  const stop = async () => {
    for (const one of started) one.child.kill('SIGCONT');
    await Promise.all(started.map((one) => one.stop('SIGKILL')));
    await backing.remove();
    await rm(folder, { recursive: true, maxRetries: 5 });
  };
  try {
    const analytics = await pair('analytics');
    const [indexer, scraper, api] = await Promise.all([pair('indexer'), pair('scraper'), pair('api')]);
    return { analytics, indexer, scraper, api, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const headers = { authorization: `Bearer ${TOKEN}` };

/** Imports rows that no other import has; answers the last line of the report. */
async function importRows({ admin }: ServiceProcess, name: string, count = ROWS) {
  const body = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      platform: 'x',
      username: `${name}_${i}`,
      followers: i,
      bio: `one of ${name}`,
      fetched_at: '2026-01-01',
    }),
  ).join('\n');
  const answer = await fetch(`${admin}/imports?name=${name}&format=jsonl`, { method: 'POST', headers, body });
  const lines = (await answer.text()).trim().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '') as ImportReportLine;
  assert.equal(last.type, 'done', lines.at(-1));
  return last;
}

async function waitUntilIdle({ admin }: ServiceProcess): Promise<void> {
  const idle = await fetch(`${admin}/queues/profile-events/idle?timeout_ms=60000`, { headers });
  assert.equal(idle.status, 204, await idle.text());
}

async function search({ api }: ServiceProcess, query: string): Promise<Omit<SearchResponse, 'took_ms'>> {
  const answer = await fetch(`${api}/search?${query}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  const { took_ms: _, ...page } = (await answer.json()) as SearchResponse;
  return page;
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, what);
    await sleep(20);
  }
}

const indexed = (one: ServiceProcess) => one.metric('influscope_indexer_events_total', 'outcome="indexed"');
const accepted = (one: ServiceProcess) => one.metric('influscope_scraper_rows_total', 'outcome="accepted"');
/** Messages that no consumer has in hand. */
const waiting = async (one: ServiceProcess) => {
  const counts = await Promise.all(
    ['ready', 'delayed'].map((state) =>
      one.metric('influscope_queue_messages', `queue="profile-events",state="${state}"`),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

const kinds = [
  { name: 'embedded parts', open: embeddedEnvironment, skip: false },
  { name: 'real servers', open: serverEnvironment, skip: !hasServers() && 'no servers are named' },
];
for (const { name, open, skip } of kinds) {
  describe(`two of each service over ${name}`, { skip }, () => {
    let pairs: Pairs;
    before(async () => {
      pairs = await startPairs(open);
    });
    after(() => pairs.stop());

    test('slow their publishers while no indexer works, instead of filling the queue or their memory', async () => {
      const { scraper, indexer, api } = pairs;
      for (const one of indexer) one.child.kill('SIGSTOP');
      const [first] = scraper as [ServiceProcess];
      const imports = Promise.all(scraper.map((one, i) => importRows(one, `slow${i}`)));
      imports.catch(() => {});
      try {
        await until(async () => (await waiting(first)) >= MAX_DEPTH, 'the queue is full');
        for (let look = 0; look < 10; look++) {
          // At once: each answer waits for the consumers, and these do not answer.
          const [deep, sums, sizes] = await Promise.all([
            waiting(first),
            Promise.all(scraper.map(accepted)),
            Promise.all(scraper.map((one) => one.metric('process_resident_memory_bytes'))),
          ]);
          assert.ok(deep <= MAX_WAITING, `${deep} messages wait in the queue`);
          assert.ok((sums[0] ?? 0) + (sums[1] ?? 0) < 2 * ROWS, 'all was accepted');
          for (const bytes of sizes) assert.ok(bytes < MAX_RSS_BYTES);
        }
      } finally {
        for (const one of indexer) one.child.kill('SIGCONT');
      }
      await imports;
      await waitUntilIdle(indexer[0] as ServiceProcess);
      assert.equal((await search(api[1] as ServiceProcess, 'platform=x&limit=1')).total, 2 * ROWS);
    });

    test('share an import, lose nothing as an indexer goes, and answer alike', async () => {
      const { scraper, indexer, api, analytics } = pairs;
      const [going, staying] = indexer as [ServiceProcess, ServiceProcess];
      const indexedBefore = await Promise.all(indexer.map(indexed));
      const imports = Promise.all(scraper.map((one, i) => importRows(one, `shared${i}`)));
      imports.catch(() => {});
      await until(async () => (await indexed(going)) > (indexedBefore[0] ?? 0), 'both indexers have work');
      assert.equal(await going.stop(), 0);
      assert.deepEqual(
        (await imports).map((last) => last.accepted),
        [ROWS, ROWS],
      );
      await waitUntilIdle(staying);
      assert.ok((await indexed(staying)) > (indexedBefore[1] ?? 0));
      for (const one of analytics) assert.ok((await one.metric('influscope_analytics_calls_total')) > 0);
      const [scraping] = scraper as [ServiceProcess];
      assert.equal(await scraping.metric('influscope_queue_messages', 'state="dead"'), 0);
      for (const query of [
        'platform=x&limit=50&sort=followers',
        'q=shared1&limit=20',
        'q=shared0_7&platform=x',
      ]) {
        const [one, other] = await Promise.all(api.map((each) => search(each, query)));
        assert.deepEqual(one, other, query);
      }
      assert.equal((await search(api[0] as ServiceProcess, 'platform=x&limit=1')).total, 4 * ROWS);
    });
  });
}
