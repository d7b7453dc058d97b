import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createStorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { adapter } from '#adapters/records/elasticsearch/open.ts';
import { usageIndexOf } from '#adapters/records/elasticsearch/route-usage.ts';
import { createKeyring } from '#api/keys/keyring.ts';
import { createUsageMeter } from '#api/keys/usage-meter.ts';
import type { Records } from '#ports/records.ts';
import { createEnvironment } from '#runtime/config/environment.ts';
import { createKeyStore } from '#runtime/keys/key-store.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { testRecordsIndex } from '#tests/support/servers/elasticsearch-index.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { testApiKeys } from './suite.ts';

const url = serverUrl('SEARCH_URL');
const skip = url === undefined;
const disposals: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const dispose of disposals.reverse()) await dispose();
});

/** Opens the records as a process with these services does. */
async function openStore() {
  const { index, client, remove } = testRecordsIndex(url);
  const usage = usageIndexOf(index);
  disposals.push(remove, () => client.request({ method: 'DELETE', path: `/${usage}-1`, accept: [404] }));
  const open = async (services: ServiceName[]): Promise<Records> => {
    const at = new URL(url ?? '');
    at.searchParams.set('index', index);
    const environment = createEnvironment({});
    const records = await adapter.configure(
      at.href,
      environment,
    )({
      services,
      logger: silentLogger(),
      storageThread: async () => createStorageThread(),
      onCrash: assert.fail,
      textEncoder: () => assert.fail('records have no meaning'),
    });
    environment.assertValid();
    disposals.push(() => records.close());
    return records;
  };
  return { index, usage, client, open };
}

testApiKeys(
  'Elasticsearch',
  async () => {
    const { open } = await openStore();
    const api = () => open(['api']);
    const operator = () => open(['indexer']);
    return { operator: await operator(), another: await operator(), replicas: [await api(), await api()] };
  },
  { skip },
);

test('the API writes the index of the usage alone, and creates none', { skip }, async () => {
  const { index, usage, client, open } = await openStore();
  const operator = await open(['indexer']);
  const api = await open(['api']);
  const exists = async (name: string) =>
    (await client.request({ method: 'GET', path: `/${name}/_mapping`, accept: [404] })).status !== 404;
  const logger = silentLogger();
  const early = createUsageMeter({ records: api, logger, everyMs: 3_600_000 });
  early.count('0'.repeat(12), 'requests');
  await early.close();
  const keyring = createKeyring({ records: api, logger });
  assert.equal(await keyring.find(`isk_${'0'.repeat(12)}_${'A'.repeat(43)}`), 'unavailable');
  assert.deepEqual([await exists(index), await exists(usage)], [false, false]);

  const added = await createKeyStore(operator).add({ name: 'a', rights: ['search'] }, 1);
  assert.ok(typeof added === 'object');
  const before = await writesOf(index);
  const meter = createUsageMeter({ records: api, logger, everyMs: 3_600_000 });
  meter.count(added.id, 'requests');
  await meter.close();
  assert.equal(await writesOf(index), before);
  assert.equal((await createKeyStore(operator).list())[0]?.requests, 1);

  async function writesOf(name: string): Promise<number | undefined> {
    const { body } = await client.request<{
      indices: Record<string, { primaries: { indexing: { index_total: number } } }>;
    }>({ method: 'GET', path: `/${name}/_stats/indexing` });
    return Object.values(body.indices)[0]?.primaries.indexing.index_total;
  }
});
