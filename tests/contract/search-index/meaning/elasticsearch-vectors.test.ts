import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  indexDefinition,
  servingSettings,
  VECTOR_PROPERTIES,
} from '#adapters/search/elasticsearch/index/definition.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import type { TestAlias } from '#tests/support/servers/elasticsearch.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { makeDocument } from '../fixtures.ts';

const url = serverUrl('SEARCH_URL')?.href;
const skip = url === undefined;

const first = makeDocument({ id: 'x:one', bio: 'vegan baker' }, 5);
const second = makeDocument({ id: 'x:two', bio: 'vegan pastry' }, 5);

describe('search index on Elasticsearch: vectors', { skip }, () => {
  it('do not bring back a profile that is erased while its text is encoded', () =>
    withAlias(async ({ open }) => {
      const { encoder, started, release } = heldEncoder();
      const index = open(encoder);
      await index.upsert([first, second]);
      await index.refresh();
      await started;
      await index.delete([second.profile.id]);
      release();
      await index.upsert([makeDocument({ id: 'x:three', bio: 'pastry, vegan' })]);
      await index.refresh();
      await findsByMeaning(index, ['x:three']);
      assert.equal(await index.get(second.profile.id), undefined);
      await index.refresh();
      assert.equal(await index.count(), 2);
    }));

  it('do not overwrite a newer document', () =>
    withAlias(async ({ open }) => {
      const { encoder, started, release } = heldEncoder();
      const index = open(encoder);
      await index.upsert([first, second]);
      await index.refresh();
      await started;
      await index.upsert([makeDocument({ id: 'x:two', bio: 'chess' }, 5)]);
      await index.upsert([makeDocument({ id: 'x:one', bio: 'panadero, pastry' }, 6)]);
      release();
      await index.refresh();
      await findsByMeaning(index, ['x:one']);
      assert.equal((await index.get('x:two'))?.bio, 'chess');
      assert.equal((await index.get('x:one'))?.bio, 'panadero, pastry');
    }));

  it('leave the order of versions as it is', () =>
    withAlias(async ({ open }) => {
      const index = open(createHashedEncoder());
      await index.upsert([first, second]);
      await index.refresh();
      await findsByMeaning(index, ['x:two']);
      const statusOf = async (bio: string, version: number) =>
        (await index.upsert([makeDocument({ id: 'x:two', bio }, version)]))[0]?.status;
      assert.equal(await statusOf('older', 4), 'stale');
      assert.equal(await statusOf('the same', 5), 'written');
      assert.equal(await statusOf('older', 4), 'stale');
      assert.equal(await statusOf('vegan pastry', 6), 'written');
      assert.equal(await statusOf('older', 5), 'stale');
      await index.refresh();
      await findsByMeaning(index, ['x:two']);
      assert.equal(await statusOf('older', 5), 'stale');
      assert.equal(await statusOf('newer', 7), 'written');
      assert.equal((await index.get('x:two'))?.bio, 'newer');
    }));

  it('of an index without fields for them come with the next writer, and until then the words are searched', () =>
    withAlias(async ({ open, client, alias }) => {
      const { mappings, settings } = indexDefinition(servingSettings(0));
      const names = Object.keys(VECTOR_PROPERTIES);
      const properties = Object.fromEntries(
        Object.entries(mappings.properties).filter(([name]) => !names.includes(name)),
      );
      await client.request({
        method: 'PUT',
        path: `/${alias}-1`,
        body: { settings, mappings: { ...mappings, properties }, aliases: { [alias]: {} } },
      });
      const reader = open(createHashedEncoder(), { readOnly: true });
      assert.equal((await reader.missingMeaning?.())?.code, 'meaning_not_indexed');
      assert.equal((await reader.search(asked)).byMeaning, null);

      const writer = open(createHashedEncoder());
      await writer.upsert([first, second]);
      await writer.refresh();
      await findsByMeaning(writer, ['x:two']);
      assert.equal(await writer.missingMeaning?.(), null);
    }));

  it('of another process are found', () =>
    withAlias(async ({ open }) => {
      const writer = open(createHashedEncoder());
      await writer.upsert([first, second]);
      await writer.refresh();
      await findsByMeaning(open(createHashedEncoder(), { readOnly: true }), ['x:two']);
    }));

  it('are not needed: without an encoder, the words are searched', () =>
    withAlias(async ({ open }) => {
      const index = open();
      await index.upsert([first, second]);
      await index.refresh();
      const { data, byMeaning } = await index.search(asked);
      assert.deepEqual([data.map(({ id }) => id), byMeaning], [['x:one'], null]);
    }));
});

const asked = searchQuery({ text: 'vegan baker', meaning: 'vegan baker' });

const findsByMeaning = (index: SearchIndex, ids: readonly string[]) =>
  eventually(async () => assert.deepEqual((await index.search(asked)).byMeaning, ids), { timeoutMs: 60_000 });

/** An encoder that keeps the first texts of documents until it is released. */
function heldEncoder(): { encoder: TextEncoder; started: Promise<void>; release: () => void } {
  const hashed = createHashedEncoder();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const encoder: TextEncoder = {
    ...hashed,
    async encode(texts, signal) {
      start();
      await released;
      return hashed.encode(texts, signal);
    },
  };
  return { encoder, started, release };
}

async function withAlias(work: (target: TestAlias) => Promise<void>): Promise<void> {
  const target = testAlias(url ?? '');
  try {
    await work(target);
  } finally {
    await target.dispose();
  }
}
