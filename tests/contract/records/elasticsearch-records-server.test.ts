import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Records } from '#ports/records.ts';
import type { TestRecordsIndex } from '#tests/support/servers/elasticsearch-index.ts';
import { testRecordsIndex } from '#tests/support/servers/elasticsearch-index.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';

const url = serverUrl('SEARCH_URL');

describe('records on Elasticsearch and their server', { skip: url === undefined }, () => {
  test('several make the missing index at the same time', () =>
    withIndex(async ({ open }) => {
      const all = Array.from({ length: 6 }, open);
      const results = await Promise.all(
        all.map((records, n) => records.put([{ key: `k${n}`, value: '1', expectedRevision: 0 }])),
      );
      assert.ok(results.flat().every(({ ok }) => ok));
      assert.equal(await (all[0] as Records).count(''), 6);
      await Promise.all(all.map((records) => records.close()));
    }));

  test('indexes keys alone, and syncs every write', () =>
    withRecords(async (records, { client, index }) => {
      await records.put([{ key: 'k', value: JSON.stringify({ number: 1, text: 'x' }), expectedRevision: 0 }]);
      const { body } = await client.request<
        Record<string, { mappings: { properties: object }; settings: { index: { translog: object } } }>
      >({ method: 'GET', path: `/${index}` });
      const [made] = Object.values(body);
      assert.deepEqual(made?.mappings.properties, { key: { type: 'keyword' } });
      assert.deepEqual(made?.settings.index.translog, { durability: 'request' });
    }));

  test('is unavailable while the index is read-only, reads on, and writes again afterwards', () =>
    withRecords(async (records, { client, index }) => {
      await records.put([{ key: 'k', value: '1', expectedRevision: 0 }]);
      const block = (isBlocked: boolean | null) =>
        client.request({
          method: 'PUT',
          path: `/${index}/_settings`,
          body: { 'index.blocks.read_only_allow_delete': isBlocked },
        });
      await block(true);
      const change = { key: 'k', value: '2', expectedRevision: 1 };
      await assert.rejects(records.put([change]), { name: 'UnavailableError' });
      await assert.rejects(records.acquireLease('job', 'one', 1_000), { name: 'UnavailableError' });
      assert.equal((await records.get(['k']))[0]?.value, '1');
      await block(null);
      assert.deepEqual(await records.put([change]), [{ key: 'k', ok: true, revision: 2 }]);
    }));

  test('makes no index with guessed types when its own is removed under it', () =>
    withRecords(async (records, { client, index }) => {
      const one = { key: 'k', value: '1', expectedRevision: 0 };
      await records.put([one]);
      await client.request({ method: 'DELETE', path: `/${index}-1` });
      await assert.rejects(records.put([one]), { name: 'UnavailableError' });
      assert.deepEqual(await records.put([one]), [{ key: 'k', ok: true, revision: 1 }]);
      await client.request({ method: 'DELETE', path: `/${index}-1` });
      await assert.rejects(records.get(['k']), { name: 'UnavailableError' });
      assert.deepEqual(await records.get(['k']), [undefined]);
    }));

  test('refuses an index that newer code has made', () =>
    withIndex(async ({ client, index, open }) => {
      await client.request({
        method: 'PUT',
        path: `/${index}-1`,
        body: {
          aliases: { [index]: {} },
          mappings: { _meta: { application: 'influscope-records', layout: 99 } },
        },
      });
      const records = open();
      await assert.rejects(records.ping(), { name: 'NewerStoreError', message: /layout=99/ });
      await records.close();
    }));

  test('refuses an index that is not its own', () =>
    withIndex(async ({ client, index, open }) => {
      await client.request({ method: 'PUT', path: `/${index}-1`, body: { aliases: { [index]: {} } } });
      const records = open();
      await assert.rejects(records.put([{ key: 'k', value: '1', expectedRevision: 0 }]), {
        name: 'CorruptStoreError',
      });
      await records.close();
    }));

  test('says that a record cannot be taken, by the key that is too long to index', () =>
    withRecords(async (records) => {
      const key = 'x'.repeat(40_000);
      await assert.rejects(records.put([{ key, value: '1', expectedRevision: 0 }]), {
        name: 'InvalidRequestError',
      });
    }));
});

async function withIndex(work: (index: TestRecordsIndex) => Promise<void>): Promise<void> {
  const index = testRecordsIndex(url);
  try {
    await work(index);
  } finally {
    await index.remove();
  }
}

async function withRecords(
  work: (records: Records, index: TestRecordsIndex) => Promise<void>,
): Promise<void> {
  await withIndex(async (index) => {
    const records = index.open();
    try {
      await work(records, index);
    } finally {
      await records.close();
    }
  });
}
