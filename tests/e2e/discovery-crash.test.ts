import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SearchResponse } from '#contract/query/search.ts';
import type { DiscoveryStatus } from '#contract/sources/discovery.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import type { ServiceProcess } from '../support/platform/service-process.ts';
import { startServiceProcess } from '../support/platform/service-process.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { createVirtualHost, managementUrl } from '../support/servers/rabbitmq-vhost.ts';
import { startRecordingNetwork } from '../support/servers/recording-network.ts';
import { serverUrl } from '../support/servers/servers.ts';
import { seededNetwork } from '../support/servers/social-network.ts';

interface Account {
  handle: string;
  topic: string;
  role: string;
  follows: number;
}

const network = seededNetwork<Account>('BLUESKY');
const rabbitmq = serverUrl('QUEUE_URL');
const management = managementUrl();
/** `DISCOVERY_KILLS=10` is the long form. */
const KILLS = Number(process.env.DISCOVERY_KILLS ?? 2);
const SEEDS = 12;
/** One `getProfiles` and the feeds of its accounts, or one page of candidates. */
const REQUESTS_OF_STEP = 26;
const TOKEN = 'token-of-this-test';
const PATIENCE = { timeoutMs: 300_000, everyMs: 200 };

for (const scrapers of [1, 2]) {
  for (const queue of ['embedded', 'rabbitmq'] as const) {
    const missing =
      typeof network === 'string'
        ? network
        : queue === 'rabbitmq' && (rabbitmq === undefined || management === undefined)
          ? 'QUEUE_URL or RABBITMQ_MANAGEMENT_URL is not set'
          : false;
    test(`a discovery finds the same after ${KILLS} kills -9 with ${scrapers} scraper(s), queue ${queue}`, {
      skip: missing,
    }, async (t) => {
      if (typeof network === 'string') return;
      const folder = await mkdtemp(join(tmpdir(), 'influscope-discovery-'));
      const host = queue === 'rabbitmq' ? await createVirtualHost(rabbitmq!, management!) : null;
      const proxy = await startRecordingNetwork(network.base);
      const running = new Set<ServiceProcess>();
      const open = async (name: string, queueUrl: string | null) => {
        const env = await environment(join(folder, name), queueUrl, proxy.url);
        const start = async (service: ServiceName) => {
          const started = await startServiceProcess(service, env);
          running.add(started);
          return started;
        };
        const [api] = await Promise.all((['api', 'indexer', 'analytics'] as const).map(start));
        return { api: api as ServiceProcess, start };
      };
      const close = async () => {
        await Promise.all([...running].map((one) => one.stop('SIGKILL')));
        running.clear();
      };
      try {
        const calm = await open('calm', null);
        const startedAt = performance.now();
        const scraper = await calm.start('scraper');
        const calmRun = await finish(scraper, await begin(scraper, network.accounts));
        const elapsedMs = performance.now() - startedAt;
        const expected = await documentsOf(calm.api, calmRun.kept);
        const calmRequests = proxy.asked.length;
        await close();
        proxy.asked.length = 0;

        const random = seededRandom(7);
        const killed = await open('killed', host?.url ?? null);
        const workers = await Promise.all(Array.from({ length: scrapers }, () => killed.start('scraper')));
        const run = await begin(workers[0]!, network.accounts);
        for (let kill = 0; kill < KILLS; kill++) {
          await sleep(((0.3 + random()) * elapsedMs) / (KILLS + 1));
          const victim = workers.shift()!;
          running.delete(victim);
          await victim.stop('SIGKILL');
          workers.push(await killed.start('scraper'));
        }
        const finished = await finish(workers[0]!, run);
        assert.deepEqual(
          { found: finished.found, kept: finished.kept, dropped: finished.dropped },
          { found: calmRun.found, kept: calmRun.kept, dropped: calmRun.dropped },
        );
        assert.deepEqual(await documentsOf(killed.api, calmRun.kept), expected);
        const again = proxy.asked.length - calmRequests;
        t.diagnostic(`${calmRequests} requests undisturbed, ${again} more with ${KILLS} kills`);
        assert.ok(again <= KILLS * REQUESTS_OF_STEP, `${again} requests were repeated`);
      } finally {
        await close();
        await proxy.close();
        await host?.remove();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    });
  }
}

async function environment(folder: string, queueUrl: string | null, networkUrl: string) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'token'), TOKEN, { mode: 0o600 });
  const grpcPort = await freePort();
  return {
    QUEUE_URL: queueUrl ?? `embedded:${folder}/queue.db`,
    RECORDS_URL: `embedded:${folder}/records.db`,
    SEARCH_URL: `embedded:${folder}/search`,
    OBJECTS_URL: `file:${folder}/objects`,
    ANALYTICS_ADDR: `127.0.0.1:${grpcPort}`,
    GRPC_PORT: String(grpcPort),
    ADMIN_TOKEN_FILE: join(folder, 'token'),
    RATE_LIMIT: '0',
    AVATAR_FETCH: 'off',
    BLUESKY_URL: networkUrl,
  };
}

const ask = async <T>(scraper: ServiceProcess, path: string, body?: object): Promise<T> => {
  const answer = await fetch(`${scraper.admin}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return (await answer.json()) as T;
};

/** Around the accounts that follow most: nearly everyone is found. */
async function begin(scraper: ServiceProcess, accounts: readonly Account[]): Promise<string> {
  const seeds = accounts.toSorted((a, b) => b.follows - a.follows).slice(0, SEEDS);
  const hub = accounts.find(({ role }) => role === 'hub');
  const { id } = await ask<DiscoveryStatus>(scraper, '/discoveries', {
    ...{ source: 'bluesky', topic: hub?.topic, seeds: seeds.map(({ handle }) => handle) },
    ...{ limit: 2_000, min_followers: 0, snowball: 0 },
  });
  return id;
}

async function finish(scraper: ServiceProcess, id: string): Promise<DiscoveryStatus> {
  let status: DiscoveryStatus | undefined;
  await eventually(async () => {
    status = await ask<DiscoveryStatus>(scraper, `/discoveries/${id}`);
    assert.equal(status.state, 'done');
  }, PATIENCE);
  return status as DiscoveryStatus;
}

/** Figures of every profile by id, once there are as many as were kept. */
async function documentsOf(api: ServiceProcess, count: number): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await eventually(async () => {
    found.clear();
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({
        platform: 'bluesky',
        limit: '50',
        ...(cursor !== null && { cursor }),
      });
      const page = (await (await fetch(`${api.api}/search?${query}`)).json()) as SearchResponse;
      for (const { id, followers, posts_count, engagement_rate } of page.data)
        found.set(id, JSON.stringify([followers, posts_count, engagement_rate]));
      cursor = page.next;
    } while (cursor !== null);
    assert.equal(found.size, count);
  }, PATIENCE);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
