import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchIndex } from '#ports/search-index.ts';
import { eventually } from '#tests/support/eventually.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { makeDocument } from './fixtures.ts';

const url = serverUrl('SEARCH_URL')?.href;
const query = searchQuery({ text: 'repeated', facets: true });
const ROUNDS = 25;

describe('search index on Elasticsearch: a question that is asked again', { skip: url === undefined }, () => {
  it('is answered with the changes that another writer has made visible', () =>
    withTwo(async (writer, reader) => {
      await writer.upsert([document(0)]);
      const asking = new AbortController();
      const crowd = Promise.all(
        Array.from({ length: 5 }, async () => {
          while (!asking.signal.aborted) await reader.searchTexts(query);
        }),
      );
      for (let round = 1; round <= ROUNDS; round++) {
        await writer.upsert([document(round)]);
        await writer.refresh();
        const { data, total } = await reader.searchTexts(query);
        assert.equal(total, 1);
        assert.equal(followersOf(data[0]?.toString()), round);
      }
      await writer.delete(['x:1']);
      await writer.refresh();
      assert.equal((await reader.searchTexts(query)).total, 0);
      asking.abort();
      await crowd;
    }));

  it('is answered by the same page while nothing is written', () =>
    withTwo(async (writer, reader) => {
      await writer.upsert([document(1)]);
      await writer.refresh();
      // The server may refresh by itself after a write.
      await eventually(async () => {
        const pages = [await reader.searchTexts(query), await reader.searchTexts(query)];
        assert.equal(pages[0], pages[1]);
      });
      const other = { ...query, limit: query.limit + 1 };
      assert.notEqual(await reader.searchTexts(other), await reader.searchTexts(query));
    }));

  it('is answered by the index that a rebuild has put in place', () =>
    withTwo(async (writer, reader) => {
      await writer.upsert([document(1)]);
      await writer.refresh();
      for (let i = 0; i < 3; i++) assert.equal((await reader.searchTexts(query)).total, 1);
      await writer.rebuild(
        (async function* () {
          yield [document(2), document(3, 'x:2')];
        })(),
      );
      assert.equal((await reader.searchTexts(query)).total, 2);
    }));
});

async function withTwo(work: (writer: SearchIndex, reader: SearchIndex) => Promise<void>): Promise<void> {
  const target = testAlias(url ?? '');
  try {
    await work(target.open(), target.open());
  } finally {
    await target.dispose();
  }
}

function document(round: number, id = 'x:1') {
  const { profile } = makeDocument({ id, bio: 'repeated', followers: round });
  return { profile, version: round };
}

function followersOf(json = '{}'): unknown {
  return (JSON.parse(json) as { followers?: unknown }).followers;
}
