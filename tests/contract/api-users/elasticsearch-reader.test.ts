import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  ElasticsearchClient,
  ElasticsearchRequest,
} from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { createElasticsearchRecords } from '#adapters/records/elasticsearch/elasticsearch-records.ts';
import { createElasticsearchSearchIndex } from '#adapters/search/elasticsearch/elasticsearch-search-index.ts';
import { ensureReader } from '#adapters/search/elasticsearch/index/ensure-reader.ts';
import { UnavailableError } from '#ports/errors.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { indexNames, testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { generateDocuments, makeDocument } from '../search-index/fixtures.ts';

const url = serverUrl('SEARCH_URL')?.href;
const skip = url === undefined;
const READER = { username: 'influscope-reader-1', password: 'secret' };

/** Which privilege of an index a request needs (Elasticsearch reference, "Security privileges"); `null`: none of the role. */
function privilegeOf({ method, path }: ElasticsearchRequest): string | null {
  if (method === 'GET' && /^\/[^/]+\/_mapping$/.test(path)) return 'view_index_metadata';
  if (method === 'GET' && /^\/[^/]+\/_(count|search|doc\/[^/]+)$/.test(path)) return 'read';
  if (method === 'POST' && /^\/[^/]+\/_(m?search|mget)$/.test(path)) return 'read';
  if (method === 'GET' && /^\/[^/]+\/_stats\/refresh$/.test(path)) return 'monitor';
  return null;
}

/** The client, and what it sent. */
function record(client: ElasticsearchClient) {
  const sent: ElasticsearchRequest[] = [];
  const recorded: ElasticsearchClient = {
    request(request) {
      sent.push(request);
      return client.request(request);
    },
    close: async () => {},
  };
  return { sent, recorded };
}

function fakeServer(answer: (request: ElasticsearchRequest) => unknown) {
  const client: ElasticsearchClient = {
    request: async (request) => ({ status: 200, body: answer(request) as never }),
    close: async () => {},
  };
  return record(client);
}

describe('the user of the API on Elasticsearch', () => {
  it('gets a role that reads the indices, and writes the usage of API keys alone', async () => {
    const { sent, recorded } = fakeServer(() => ({}));
    await ensureReader(
      { client: recorded, writer: 'elastic', alias: 'profiles', also: 'records', logger: silentLogger() },
      READER,
    );
    const [role, user] = sent;
    assert.equal(role?.path, '/_security/role/profiles-reader');
    assert.deepEqual(role.body, {
      cluster: [],
      indices: [
        {
          names: ['profiles', 'profiles-*', 'records', 'records-*'],
          privileges: ['read', 'view_index_metadata'],
        },
        { names: ['profiles', 'profiles-*'], privileges: ['monitor'] },
        { names: ['records-usage', 'records-usage-*'], privileges: ['index'] },
      ],
    });
    assert.equal(user?.path, '/_security/user/influscope-reader-1');
    assert.deepEqual(user.body, { password: 'secret', roles: ['profiles-reader'] });
  });

  it('is not created on a server without users, which works without them', async () => {
    const { recorded } = fakeServer(() => {
      throw new ElasticsearchError(400, { type: 'unknown', reason: 'no handler found' }, 'PUT');
    });
    await ensureReader(
      { client: recorded, writer: 'elastic', alias: 'profiles', also: null, logger: silentLogger() },
      READER,
    );
  });

  it('that also writes keeps its rights', async () => {
    const { sent, recorded } = fakeServer(() => ({}));
    const writer = READER.username;
    await ensureReader(
      { client: recorded, writer, alias: 'profiles', also: null, logger: silentLogger() },
      READER,
    );
    assert.deepEqual(sent, []);
  });

  it('is created later when the server cannot create it now', async () => {
    let attempts = 0;
    const { recorded } = fakeServer(({ path }) => (path.endsWith('_count') ? { count: 0 } : {}));
    const index = createElasticsearchSearchIndex({
      client: recorded,
      provision: async () => {
        if (++attempts === 1) throw new UnavailableError('The server is starting');
      },
    });
    await assert.rejects(index.ping(), { name: 'UnavailableError' });
    await index.ping();
    await index.ping();
    assert.equal(attempts, 2);
    await index.close();
  });
});

describe('the API on Elasticsearch, as a user that only reads', { skip }, () => {
  it('sends nothing that its role does not allow', async () => {
    const { alias, client, open, dispose } = testAlias(url ?? '');
    try {
      const writer = open();
      await writer.upsert([...generateDocuments(60, 1), makeDocument({ id: 'x:gone' })]);
      await writer.refresh();
      await writer.upsert([makeDocument({ id: 'x:unseen' })]);
      await writer.delete(['x:gone']);
      const { sent, recorded } = record(client);
      const index = createElasticsearchSearchIndex({ client: recorded, alias, readOnly: true });
      await index.ping();
      for (const sort of ['relevance', 'followers'] as const) {
        await index.search(searchQuery({ text: 'tech travel', sort, facets: true }));
      }
      await index.search(searchQuery({ platforms: ['instagram'], sort: 'followers' }));
      await index.searchTexts(searchQuery({ text: 'tech' }));
      await index.values('category', 'te', 5);
      await index.get('instagram:1');
      await index.get('none');
      // Queries do not see these two writes yet, and this user must not refresh. What is deleted is not returned.
      await index.get('x:unseen');
      assert.equal(await index.get('x:gone'), undefined);
      await index.suggest('te', 5);
      await index.count();
      await index.distribution();
      const records = createElasticsearchRecords({
        client: recorded,
        index: `${alias}-records`,
        readOnly: true,
      });
      await assert.rejects(records.get(['a']), { name: 'UnavailableError' });
      const written = createElasticsearchRecords({ client, index: `${alias}-records` });
      await written.put([{ key: 'a', value: '1', expectedRevision: 0 }]);
      assert.equal((await records.get(['a']))[0]?.value, '1');
      assert.ok(sent.length >= 8);
      for (const request of sent) {
        assert.ok(privilegeOf(request), `${request.method} ${request.path}`);
        const [, target = ''] = request.path.split('/');
        assert.ok(target === alias || target.startsWith(`${alias}-`), request.path);
      }
    } finally {
      await dispose();
    }
  });

  it('waits for the indexer where there is no index, and creates none', async () => {
    const { alias, client, open, dispose } = testAlias(url ?? '');
    try {
      const index = createElasticsearchSearchIndex({
        client: record(client).recorded,
        alias,
        readOnly: true,
      });
      await assert.rejects(index.ping(), { name: 'UnavailableError' });
      await assert.rejects(index.search(searchQuery()), { name: 'UnavailableError' });
      assert.deepEqual(await indexNames(client, alias), []);
      await open().upsert([makeDocument({ id: 'x:1' })]);
      await index.ping();
    } finally {
      await dispose();
    }
  });
});
