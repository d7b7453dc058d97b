import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { discover } from '#scraper/sources/live/bluesky/discover.ts';
import type { JsonClient } from '#scraper/sources/live/http/json-client.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';

const OWNER = 'did:plc:owner';
const LIST = `at://${OWNER}/app.bsky.graph.list/abc`;
const PACK = `at://${OWNER}/app.bsky.graph.starterpack/xyz`;
const person = (name: string) => ({ did: `did:plc:${name}`, handle: `${name}.test` });
const items = (...names: string[]) => names.map((name) => ({ subject: person(name) }));

/** Answers of the AppView, by method and the query that tells them apart; anything else is refused as unknown. */
const ANSWERS: Record<string, object> = {
  'getProfile owner.test': { ...person('owner') },
  [`getList ${LIST}`]: { items: items('a', 'b'), cursor: 'next' },
  [`getList ${LIST} next`]: { items: items('c') },
  [`getList at://${OWNER}/app.bsky.graph.list/one`]: { items: items('d') },
  [`getList at://${OWNER}/app.bsky.graph.list/two`]: { items: items('e', 'a') },
  [`getStarterPack ${PACK}`]: { starterPack: { record: { list: LIST } } },
  'searchStarterPacks food': {
    starterPacks: [
      { uri: 'at://1', record: { list: `at://${OWNER}/app.bsky.graph.list/one` } },
      { uri: 'at://2', record: {} },
      { uri: 'at://3', record: { list: `at://${OWNER}/app.bsky.graph.list/two` } },
    ],
  },
  'searchActors food': { actors: [] },
  'searchPosts food': { posts: [] },
  'searchPosts #food': { posts: [] },
  'getSuggestedFollowsByActor hub.test': { suggestions: [person('s')] },
  'getFollows hub.test': { subject: person('hub'), follows: [person('f')] },
};

function network() {
  const asked: string[] = [];
  const client: JsonClient = {
    async get(path, { query = {} }) {
      const { actor, list, starterPack, q, cursor } = query;
      const what = [path.split('.').at(-1), actor ?? list ?? starterPack ?? q, cursor];
      const key = what.filter((one) => one !== undefined).join(' ');
      asked.push(key);
      const value = ANSWERS[key];
      if (value !== undefined) return { value, next: null, etag: null };
      throw new SourceFault('invalid', 'bsky.test answered 400', { status: 400, code: 'InvalidRequest' });
    },
    close: async () => {},
  };
  return { asked, client };
}

async function find(topic: string | null, ...seeds: string[]) {
  const { asked, client } = network();
  const pages = await Array.fromAsync(discover(client, { topic, seeds }, null, new AbortController().signal));
  const found = pages.flatMap(({ candidates }) => candidates.map(({ username }) => username.split('.')[0]));
  return { asked, found, pages, refused: pages.flatMap(({ refused }) => refused?.fault.message ?? []) };
}

describe('seeds of bluesky', () => {
  for (const seed of [LIST, 'https://bsky.app/profile/owner.test/lists/abc']) {
    it(`a list gives all its members, page by page: ${seed}`, async () => {
      assert.deepEqual((await find(null, seed)).found, ['a', 'b', 'c']);
    });
  }

  for (const seed of [PACK, 'https://bsky.app/starter-pack/owner.test/xyz']) {
    it(`a starter pack gives the members of its list: ${seed}`, async () => {
      assert.deepEqual((await find(null, seed)).found, ['a', 'b', 'c']);
    });
  }

  it('continues in the middle of a list without asking for its beginning', async () => {
    const [first] = (await find(null, LIST)).pages;
    const { asked, client } = network();
    const signal = new AbortController().signal;
    const rest = await Array.fromAsync(
      discover(client, { topic: null, seeds: [LIST] }, first!.cursor, signal),
    );
    assert.deepEqual(
      rest.flatMap(({ candidates }) => candidates.map(({ username }) => username)),
      ['c.test'],
    );
    assert.deepEqual(asked, [`getList ${LIST} next`]);
  });

  it('an account gives itself, the accounts it follows and similar accounts', async () => {
    assert.deepEqual((await find(null, 'hub.test')).found, ['s', 'hub', 'f']);
  });

  it('a seed that does not exist is named, and the others are read', async () => {
    const { found, refused } = await find(null, 'unknown.test', 'hub.test');
    assert.deepEqual(found, ['s', 'hub', 'f']);
    assert.deepEqual([...new Set(refused)], ['no such account or list']);
  });

  it('that do not exist at all end the stream with that fault', async () => {
    await assert.rejects(
      find(null, 'unknown.test'),
      (error) => error instanceof SourceFault && error.kind === 'gone',
    );
  });
});

it('a topic of bluesky is looked for in starter packs too', async () => {
  const { found } = await find('food');
  assert.deepEqual(found, ['d', 'e', 'a']);
});
