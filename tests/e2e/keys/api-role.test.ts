import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ImportReportLine } from '#contract/import/import.ts';
import type { KeyAdded, Keys } from '#contract/keys/keys.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { SimilarResponse } from '#contract/similar.ts';
import { eventually } from '#tests/support/eventually.ts';
import { freePort } from '#tests/support/free-port.ts';
import { callEveryTool } from '#tests/support/mcp/call-every-tool.ts';
import { httpExchange } from '#tests/support/mcp/http-exchange.ts';
import { connectOlderClient } from '#tests/support/mcp/older-client.ts';
import type { ServiceProcess } from '#tests/support/platform/service-process.ts';
import { startServiceProcess } from '#tests/support/platform/service-process.ts';
import { hasServers, serverEnvironment } from '#tests/support/servers/backing-environments.ts';
import type { RoleProxy } from '#tests/support/servers/role-proxy.ts';
import { startRoleProxy } from '#tests/support/servers/role-proxy.ts';

const OWNER = 'owner';
const READER = { username: 'reader', password: 'of the reader' };
const TOKEN = 'token-of-this-test';
const BAKERS = 5;
const OTHERS = 30;

/** As on a cluster: four services on real servers, of which the API signs in to Elasticsearch as a user with a narrow role. */
describe('the API with the rights of its user on a cluster', { skip: !hasServers() }, () => {
  let folder: string;
  let proxy: RoleProxy;
  let remove: () => Promise<void>;
  const services = new Map<string, ServiceProcess>();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'influscope-role-'));
    await writeFile(join(folder, 'token'), TOKEN, { mode: 0o600 });
    const backing = await serverEnvironment();
    remove = backing.remove;
    const { SEARCH_URL = '', RECORDS_URL = '', ...others } = backing.env;
    proxy = await startRoleProxy(SEARCH_URL, OWNER);
    const through = (url: string) => {
      const own = new URL(url);
      own.host = proxy.url.host;
      return String(own);
    };
    const signIn = (username: string, password: string) => ({
      SEARCH_USERNAME: username,
      SEARCH_PASSWORD: password,
      RECORDS_USERNAME: username,
      RECORDS_PASSWORD: password,
    });
    const grpcPort = String(await freePort());
    const env = {
      ...others,
      ...signIn(OWNER, 'secret'),
      SEARCH_URL: through(SEARCH_URL),
      RECORDS_URL: through(RECORDS_URL),
      ANALYTICS_ADDR: `127.0.0.1:${grpcPort}`,
      GRPC_PORT: grpcPort,
      ADMIN_TOKEN_FILE: join(folder, 'token'),
      SUPPRESSIONS_URL: `file:${folder}/suppressed`,
      PRIVACY_KEY: 'a secret of this test',
      RATE_LIMIT: '0',
    };
    const start = async (service: ServiceProcess['service'], more: Record<string, string> = {}) =>
      void services.set(service, await startServiceProcess(service, { ...env, ...more }));
    await start('analytics');
    await start('indexer', {
      SEARCH_READER_USERNAME: READER.username,
      SEARCH_READER_PASSWORD: READER.password,
      SEARCH_READER_ALSO: new URL(RECORDS_URL).searchParams.get('index') ?? '',
    });
    await Promise.all([
      start('scraper'),
      start('api', { ...signIn(READER.username, READER.password), REQUIRE_KEYS: 'on', MCP: 'on' }),
    ]);
  });
  after(async () => {
    await Promise.all([...services.values()].map((service) => service.stop()));
    await remove?.();
    await proxy?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const admin = async <T>(
    service: 'indexer' | 'scraper',
    method: string,
    path: string,
    body?: object,
  ): Promise<T> => {
    const answer = await fetch(`${services.get(service)?.admin}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const said = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${said}`);
    return (said === '' ? null : JSON.parse(said)) as T;
  };
  const importPeople = async (rows: readonly object[]) => {
    const answer = await fetch(`${services.get('scraper')?.admin}/imports?name=list.ndjson&format=jsonl`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    });
    const done = JSON.parse((await answer.text()).trim().split('\n').at(-1) ?? '') as ImportReportLine;
    assert.equal(done.type === 'done' && done.accepted, rows.length);
    await admin('indexer', 'GET', '/queues/profile-events/idle?timeout_ms=60000');
  };
  const person = (username: string) => ({
    ...{ platform: 'instagram', username, display_name: `Name of ${username}`, followers: 5_000 },
    bio: 'tech and sourdough from a small oven',
    fetched_at: '2026-01-01T00:00:00Z',
  });

  test('search, similar, keys, usage and agents ask for nothing that the role refuses', async () => {
    await importPeople([
      ...Array.from({ length: BAKERS }, (_, at) => person(`baker${at}`)),
      ...Array.from({ length: OTHERS }, (_, at) => ({
        ...person(`player${at}`),
        bio: 'tech and chess openings',
      })),
    ]);
    const { key } = await admin<KeyAdded>('indexer', 'POST', '/keys', {
      name: 'test',
      rights: ['search', 'export', 'mcp'],
    });
    const api = services.get('api')?.api ?? '';
    const headers = { authorization: `Bearer ${key}` };
    const get = async <T>(path: string): Promise<T> => {
      const answer = await fetch(api + path, { headers });
      const said = await answer.text();
      assert.equal(answer.status, 200, `${path}: ${answer.status} ${said}`);
      return (
        answer.headers.get('content-type')?.includes('application/json') ? JSON.parse(said) : said
      ) as T;
    };
    assert.equal((await fetch(`${api}/search`)).status, 401);
    let ids: string[] = [];
    await eventually(async () => {
      const page = await get<SearchResponse>('/search?q=sourdough&facets=true');
      assert.equal(page.total, BAKERS);
      ids = page.data.map(({ id }) => id);
    });
    assert.ok((await get<SearchResponse>('/search?plain=true&q=people with small ovens')).total > 0);
    assert.ok((await get<SimilarResponse>(`/profiles/${ids[0]}/similar`)).count > 0);
    for (const path of [
      '/suggest?q=so',
      '/export?q=sourdough',
      '/',
      '/?q=sourdough',
      `/creators/${ids[0]}`,
      `/compare?id=${ids[0]}&id=${ids[1]}`,
    ])
      await get(path);
    await callEveryTool(await connectOlderClient(httpExchange(api, headers), '2025-03-26'), ids);
    await eventually(async () => {
      const { keys } = await admin<Keys>('indexer', 'GET', '/keys');
      assert.ok((keys[0]?.requests ?? 0) >= 10, JSON.stringify(keys));
    });
    assert.ok(proxy.passed > 0);
    assert.deepEqual(proxy.refused, []);
  });

  test('lists, saved searches and alerts work beside it, and no route of the API shows them', async () => {
    await admin('scraper', 'PUT', '/saved-searches/bakers', {
      query: 'sourdough',
      alerts: { new_matches: true },
    });
    await admin('indexer', 'POST', '/lists/spring/entries', {
      entries: [{ id: 'instagram:@baker1', status: 'contacted', note: 'wrote on Monday' }],
    });
    await importPeople([person('newcomer')]);
    await eventually(async () => {
      const alerts = await admin<object>('scraper', 'GET', '/alerts');
      assert.match(JSON.stringify(alerts), /newcomer/);
    });
    assert.match(JSON.stringify(await admin('indexer', 'GET', '/lists/spring')), /wrote on Monday/);
    const api = services.get('api')?.api ?? '';
    for (const path of ['/lists', '/lists/spring', '/saved-searches', '/alerts'])
      assert.ok([401, 404].includes((await fetch(api + path)).status), path);
    assert.deepEqual(proxy.refused, []);
  });
});
