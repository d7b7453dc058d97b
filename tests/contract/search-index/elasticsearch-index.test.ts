// Long: all tests share one way to open an index on the server.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAPPING_VERSION } from '#adapters/search/elasticsearch/index/definition.ts';
import { mergeSegments } from '#adapters/search/elasticsearch/index/merge-segments.ts';
import {
  CorruptStoreError,
  IncompatibleStoreError,
  NewerStoreError,
  UnavailableError,
} from '#ports/errors.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import type { TestAlias } from '#tests/support/servers/elasticsearch.ts';
import { indexNames, testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { generateDocuments, makeDocument } from './fixtures.ts';

const url = serverUrl('SEARCH_URL')?.href;
const skip = url === undefined;

describe('search index on Elasticsearch: its indexes', { skip }, () => {
  it('are made once by all who begin at the same time', () =>
    withAlias(async ({ open, client, alias }) => {
      const indexes = Array.from({ length: 4 }, () => open());
      await Promise.all(indexes.map((index, i) => index.upsert([makeDocument({ id: `x:${i}` })])));
      await indexes[0]?.refresh();
      assert.equal(await indexes[3]?.count(), 4);
      assert.deepEqual(await indexNames(client, alias), [`${alias}-1`]);
    }));

  it('are not made by writing once they were removed', () =>
    withAlias(async ({ open, client, alias }) => {
      const index = open();
      await index.upsert([makeDocument({ id: 'x:1' })]);
      await client.request({ method: 'DELETE', path: `/${alias}-1` });
      assert.deepEqual(await index.upsert([makeDocument({ id: 'x:1' })]), [{ id: 'x:1', status: 'written' }]);
      await index.refresh();
      assert.equal((await index.search(searchQuery())).total, 1);
      const { body } = await client.request<Record<string, { mappings: { dynamic: string } }>>({
        method: 'GET',
        path: `/${alias}/_mapping`,
      });
      assert.equal(body[`${alias}-1`]?.mappings.dynamic, 'strict');
    }));

  it('are merged into one segment, with all that is stored', () =>
    withAlias(async ({ open, client, alias }) => {
      const index = open();
      for (let i = 0; i < 6; i++) {
        await index.upsert([makeDocument({ id: `x:${i}`, bio: `part ${i}` })]);
        await index.refresh();
      }
      await index.delete(['x:5']);
      await mergeSegments(client, alias);
      await index.refresh();
      const { body } = await client.request<Record<string, string>[]>({
        method: 'GET',
        path: `/_cat/indices/${alias}-1`,
        query: { format: 'json', h: 'segments.count,docs.count' },
      });
      assert.deepEqual(body, [{ 'segments.count': '1', 'docs.count': '5' }]);
      const { total, data } = await index.search(searchQuery({ text: 'part' }));
      assert.equal(total, 5);
      assert.deepEqual(new Set(data.map(({ id }) => id)), new Set(['x:0', 'x:1', 'x:2', 'x:3', 'x:4']));
    }));

  it('of newer code are not touched', () =>
    withAlias(async (target) => {
      await target.open().ping();
      await setMeta(target, { application: 'influscope-search', mapping_version: 999 });
      const index = target.open();
      const isNewer = (error: unknown) => error instanceof NewerStoreError && error.hint.text !== '';
      await assert.rejects(index.ping(), isNewer);
      await assert.rejects(index.count(), isNewer);
      await assert.rejects(index.upsert([makeDocument({ id: 'x:1' })]), isNewer);
      await assert.rejects(index.rebuild(oneBatch([])), isNewer);
      assert.deepEqual(await indexNames(target.client, target.alias), [`${target.alias}-1`]);
    }));

  it('of older code are replaced by a rebuild', () =>
    withAlias(async (target) => {
      await target.open().upsert([makeDocument({ id: 'x:old' })]);
      await setMeta(target, { application: 'influscope-search', mapping_version: 0 });
      const index = target.open();
      const isOlder = (error: unknown) =>
        error instanceof CorruptStoreError && error.hint.command?.join() === 'reindex';
      await assert.rejects(index.ping(), isOlder);
      await assert.rejects(index.upsert([makeDocument({ id: 'x:1' })]), isOlder);
      await index.rebuild(oneBatch(generateDocuments(5, 1)));
      await index.ping();
      assert.equal(await index.count(), 5);
    }));

  it('of the layout that kept profiles in `_source` hand on what is written during the rebuild', () =>
    withAlias(async ({ open, client, alias }) => {
      const [{ profile } = makeDocument({ id: 'x:1' }), ...documents] = generateDocuments(5, 1);
      await client.request({
        method: 'PUT',
        path: `/${alias}-1`,
        body: {
          aliases: { [alias]: {} },
          mappings: {
            dynamic: 'strict',
            _meta: { application: 'influscope-search', mapping_version: 2 },
            properties: { id: { type: 'keyword' }, profile: { type: 'object', enabled: false } },
          },
        },
      });
      const index = open();
      const source = async function* () {
        yield documents;
        await client.request({
          method: 'PUT',
          path: `/${alias}-1/_doc/${encodeURIComponent(profile.id)}?version=3&version_type=external`,
          body: { id: profile.id, profile },
        });
      };
      await index.rebuild(source());
      assert.equal(await index.count(), 5);
      assert.deepEqual(await index.get(profile.id), profile);
    }));

  it('of others are left alone', () =>
    withAlias(async ({ open, client, alias }) => {
      await client.request({ method: 'PUT', path: `/${alias}-1`, body: { aliases: { [alias]: {} } } });
      const index = open();
      const isForeign = (error: unknown) => error instanceof IncompatibleStoreError && error.hint.text !== '';
      await assert.rejects(index.ping(), isForeign);
      await assert.rejects(index.rebuild(oneBatch([])), isForeign);
      assert.deepEqual(await indexNames(client, alias), [`${alias}-1`]);
    }));
});

describe('search index on Elasticsearch: what it refuses', { skip }, () => {
  it('is said of the document alone, with the reason', () =>
    withAlias(async ({ open }) => {
      const index = open();
      const results = await index.upsert([
        makeDocument({ id: 'x:1', followers: 1e30 }),
        makeDocument({ id: 'x:2' }),
      ]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ['failed', 'written'],
      );
      const [failed] = results;
      assert.ok(failed?.status === 'failed' && !failed.retryable);
      assert.match(failed.reason, /followers/);
    }));

  it('is no fault of the documents while the index is read-only', () =>
    withAlias(async ({ open, client, alias }) => {
      const index = open();
      await index.ping();
      const setBlock = (on: true | null) =>
        client.request({
          method: 'PUT',
          path: `/${alias}/_settings`,
          body: { 'index.blocks.read_only_allow_delete': on },
        });
      await setBlock(true);
      const refused = await index.upsert([makeDocument({ id: 'x:1' })]).catch((error: unknown) => error);
      assert.ok(refused instanceof UnavailableError);
      assert.match(refused.message, /read-only/);
      await setBlock(null);
      assert.deepEqual(await index.upsert([makeDocument({ id: 'x:1' })]), [{ id: 'x:1', status: 'written' }]);
    }));
});

describe('search index on Elasticsearch: a rebuild', { skip }, () => {
  it('is refused while another is under way', () =>
    withAlias(async ({ open, client, alias }) => {
      const [first, second] = [open(), open()];
      async function* source() {
        yield generateDocuments(5, 1);
        await assert.rejects(second.rebuild(oneBatch([])), { name: 'UnavailableError' });
        await second.upsert([makeDocument({ id: 'x:other' })]);
      }
      await first.rebuild(source());
      assert.equal(await second.count(), 6);
      assert.equal((await indexNames(client, alias)).length, 1);
    }));

  it('has what other processes write and delete meanwhile', () =>
    withAlias(async ({ open }) => {
      const [rebuilding, writing] = [open(), open()];
      const old = Array.from({ length: 30 }, (_, i) => makeDocument({ id: `x:${i}` }, 5));
      await rebuilding.upsert(old);
      async function* source() {
        yield old.slice(0, 20);
        await writing.delete(['x:1', 'x:2', 'x:25']);
        await writing.upsert([makeDocument({ id: 'x:2', bio: 'again' }, 1), makeDocument({ id: 'x:new' })]);
        yield old.slice(20);
      }
      assert.equal(await rebuilding.rebuild(source()), 29);
      assert.equal(await writing.count(), 29);
      for (const gone of ['x:1', 'x:25']) assert.equal(await writing.get(gone), undefined);
      assert.equal((await writing.get('x:2'))?.bio, 'again');
      await writing.delete(['x:2']);
      await writing.upsert([makeDocument({ id: 'x:1' }, 1)]);
      await writing.refresh();
      assert.equal(await writing.count(), 29);
    }));

  it('loses no write of several writers, and fails no query, however often it happens', () =>
    withAlias(async ({ open, client, alias }) => {
      const [rebuilding, ...writers] = [open(), open(), open()];
      // As the indexer does it: a record is written before its document and deleted after it.
      const records = new Map(generateDocuments(60, 1).map((document) => [document.profile.id, document]));
      await rebuilding.upsert([...records.values()]);
      await rebuilding.refresh();
      let going = true;
      const written = writers.map(async (writer, number) => {
        for (let count = 0; going; count++) {
          const [kept, gone] = [`w${number}:${count}`, `w${number}:${count}-gone`];
          for (const id of [kept, gone]) records.set(id, makeDocument({ id, bio: 'steady' }));
          await writer.upsert([kept, gone].map((id) => records.get(id) as SearchDocument));
          await writer.delete([gone]);
          records.delete(gone);
          assert.ok((await writer.search(searchQuery({ limit: 1 }))).total >= 60);
        }
      });
      async function* source() {
        const ids = [...records.keys()];
        for (let at = 0; at < ids.length; at += 50)
          yield ids.slice(at, at + 50).flatMap((id) => records.get(id) ?? []);
      }
      for (let round = 0; round < 3; round++) await rebuilding.rebuild(source());
      going = false;
      await Promise.all(written);
      await rebuilding.refresh();
      const { data } = await rebuilding.search(searchQuery({ text: 'steady', limit: 9_000 }));
      assert.deepEqual(
        data.map(({ id }) => id).sort(),
        [...records.keys()].filter((id) => id.startsWith('w')).sort(),
      );
      assert.equal(await rebuilding.count(), records.size);
      assert.deepEqual(await indexNames(client, alias), [`${alias}-4`]);
    }));

  it('clears what a killed one has left', () =>
    withAlias(async ({ open, client, alias }) => {
      const index = open();
      await index.upsert(generateDocuments(5, 1));
      const body = {
        mappings: {
          _meta: {
            application: 'influscope-search',
            rebuild: { holder: 'killed', beat_at: Date.now() - 60_000 },
          },
        },
        aliases: { [`${alias}-filling`]: {}, [`${alias}-filling-killed`]: {} },
      };
      for (const number of [2, 7]) await client.request({ method: 'PUT', path: `/${alias}-${number}`, body });
      assert.equal(await index.rebuild(oneBatch(generateDocuments(8, 2))), 8);
      assert.equal((await indexNames(client, alias)).length, 1);
      // The five of before were not among the documents, and not written since.
      assert.equal(await index.count(), 8);
    }));

  it('that was killed while the index was sealed does not stop writers for good', () =>
    withAlias(async (target) => {
      const index = target.open();
      await index.ping();
      await setMeta(target, {
        application: 'influscope-search',
        mapping_version: MAPPING_VERSION,
        sealed_at: Date.now() - 60_000,
      });
      await target.client.request({ method: 'PUT', path: `/${target.alias}-1/_block/write` });
      assert.deepEqual(await index.upsert([makeDocument({ id: 'x:1' })]), [{ id: 'x:1', status: 'written' }]);
    }));
});

async function withAlias(work: (target: TestAlias) => Promise<void>): Promise<void> {
  const target = testAlias(url ?? '');
  try {
    await work(target);
  } finally {
    await target.dispose();
  }
}

async function setMeta({ client, alias }: TestAlias, meta: object): Promise<void> {
  await client.request({ method: 'PUT', path: `/${alias}/_mapping`, body: { _meta: meta } });
}

async function* oneBatch(documents: readonly SearchDocument[]) {
  yield documents;
}
