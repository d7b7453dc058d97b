import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchResponse } from '#contract/query/search.ts';
import { freePort } from '../support/free-port.ts';
import { startPlatformProcess } from '../support/platform/platform-process.ts';
import type { ServiceProcess } from '../support/platform/service-process.ts';
import { startServiceProcess } from '../support/platform/service-process.ts';
import { createVirtualHost, managementUrl } from '../support/servers/rabbitmq-vhost.ts';
import { serverUrl } from '../support/servers/servers.ts';

const server = serverUrl('QUEUE_URL');
const management = managementUrl();

/** `npm run test:crash` asks for 20,000 profiles and ten kills. */
const PROFILES = Number(process.env.CRASH_PROFILES ?? 1_000);
const KILLS = Number(process.env.CRASH_KILLS ?? 2);
const SEED = 11;
const DEADLINE_MS = 600_000;

test(`four processes on RabbitMQ hold the documents of one process without it, after ${KILLS} kills -9 of the indexer`, {
  skip: server === undefined || management === undefined,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-rabbitmq-'));
  const host = await createVirtualHost(server!, management!);
  const running: ServiceProcess[] = [];
  try {
    const calm = await undisturbed(join(folder, 'calm'));
    const env = await environment(folder, host.url);
    const start = async (service: 'analytics' | 'indexer' | 'scraper' | 'api') => {
      const started = await startServiceProcess(service, env);
      running.push(started);
      return started;
    };
    const [scraper, api, first] = await Promise.all(
      (['scraper', 'api', 'indexer', 'analytics'] as const).map(start),
    );
    assert.ok(scraper && api && first);
    let indexer = first;
    const importing = importDemo(scraper);
    for (let kill = 0; kill < KILLS; kill++) {
      await documentsReach(api, ((kill + 1) * PROFILES) / (KILLS + 2));
      await indexer.stop('SIGKILL');
      indexer = await start('indexer');
    }
    await host.closeConnections('influscope');
    assert.equal(await importing, PROFILES);
    const idle = await fetch(`${indexer.admin}/queues/profile-events/idle?timeout_ms=${DEADLINE_MS}`, {
      headers: { authorization: 'Bearer token-of-this-test' },
    });
    assert.equal(idle.status, 204, await idle.text());
    const { queues } = (await (
      await fetch(`${indexer.admin}/queues`, { headers: { authorization: 'Bearer token-of-this-test' } })
    ).json()) as { queues: { name: string; dead: number }[] };
    assert.deepEqual(
      queues.map(({ dead }) => dead),
      [0, 0],
    );
    assert.deepEqual(await readAllDocuments(api.api), calm);
    for (const one of running.splice(0)) assert.ok([0, null].includes(await one.stop()));
  } finally {
    for (const one of running) await one.stop('SIGKILL');
    await host.remove();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function environment(folder: string, queueUrl: string): Promise<Record<string, string>> {
  const data = join(folder, 'four');
  await mkdir(data);
  await writeFile(join(data, 'token'), 'token-of-this-test', { mode: 0o600 });
  const grpcPort = await freePort();
  return {
    QUEUE_URL: queueUrl,
    RECORDS_URL: `embedded:${data}/records.db`,
    SEARCH_URL: `embedded:${data}/search`,
    OBJECTS_URL: `file:${data}/objects`,
    ANALYTICS_ADDR: `127.0.0.1:${grpcPort}`,
    GRPC_PORT: String(grpcPort),
    ADMIN_TOKEN_FILE: join(data, 'token'),
    RATE_LIMIT: '0',
  };
}

async function undisturbed(folder: string): Promise<Map<string, string>> {
  await mkdir(folder);
  const platform = await startPlatformProcess(folder, { RATE_LIMIT: '0' });
  try {
    await platform.importDemo(PROFILES, SEED);
    await platform.waitUntilIdle();
    return await readAllDocuments(platform.api);
  } finally {
    await platform.stop();
  }
}

/** Answers how many were accepted. */
async function importDemo(scraper: ServiceProcess): Promise<number> {
  const answer = await fetch(`${scraper.admin}/imports/demo`, {
    method: 'POST',
    headers: { authorization: 'Bearer token-of-this-test', 'content-type': 'application/json' },
    body: JSON.stringify({ count: PROFILES, seed: SEED }),
  });
  const lines = (await answer.text()).trim().split('\n');
  return (JSON.parse(lines.at(-1) ?? '{}') as { accepted: number }).accepted;
}

async function documentsReach(api: ServiceProcess, count: number): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while ((await readPage(api.api, new URLSearchParams({ limit: '1' }))).total < count) {
    assert.ok(Date.now() < deadline, `${count} documents in time`);
    await sleep(20);
  }
}

/** A digest of every document by its id. */
async function readAllDocuments(api: string): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for (const platform of ['bluesky', 'github', 'instagram', 'mastodon', 'tiktok', 'x', 'youtube']) {
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ limit: '100', platform, ...(cursor !== null && { cursor }) });
      const page: SearchResponse = await readPage(api, query);
      for (const { percentile: _, ...profile } of page.data) {
        documents.set(profile.id, createHash('sha256').update(JSON.stringify(profile)).digest('hex'));
      }
      cursor = page.next;
    } while (cursor !== null);
  }
  return new Map([...documents].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readPage(api: string, query: URLSearchParams): Promise<SearchResponse> {
  const answer = await fetch(`${api}/search?source=demo&facets=false&${query}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as SearchResponse;
}
