import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createQueryMatcher } from '#adapters/search/matcher/query-matcher.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import type { QueryTree } from '#contract/query/tree.ts';
import { createQueries } from '#tests/support/query/generate-query.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { generateDocuments, makeDocument, QUERY_WORDS } from '../fixtures.ts';
import type { MakeIndex } from '../make-index.ts';
import { makeEmbeddedIndex } from '../make-index.ts';
import { makeDemoDocuments } from '../real-documents.ts';
import { withIndex } from '../with-index.ts';

const CASES = Number(process.env.QUERY_CASES ?? 150);
const SEED = Number(process.env.QUERY_SEED ?? 21);
const url = serverUrl('SEARCH_URL')?.href;

const elasticsearch: MakeIndex = async () => {
  const target = testAlias(url ?? '');
  return { index: target.open(), dispose: () => target.dispose() };
};

/** In a group, words match as typed or in another form, and no close spellings are looked for. */
function asGroup({ nodes }: QueryTree): QueryTree {
  const none = parseQuery('followers:<0').tree.nodes;
  return { kind: 'all', nodes: [{ kind: 'any', nodes: [{ kind: 'all', nodes }, ...none] }] };
}

for (const [name, makeIndex, skip] of [
  ['embedded', makeEmbeddedIndex, false],
  ['Elasticsearch', elasticsearch, url === undefined ? 'SEARCH_URL is not set' : false],
] as const) {
  describe(`the test of one profile, beside the ${name} index`, { skip }, () => {
    const compile = createQueryMatcher();

    it('gives the same answer for generated queries', () => {
      const documents = [...generateDocuments(400, SEED), ...HARD];
      const next = createQueries(
        { ...QUERY_WORDS, words: [...QUERY_WORDS.words, 'travels', 'photographie'] },
        SEED,
      );
      return withIndex(makeIndex, documents, async (index) => {
        const found = await compareAll(
          Array.from({ length: CASES }, next),
          documents.map(({ profile }) => profile),
          index,
          compile,
        );
        assert.ok(found > CASES / 3, `only ${found} queries find some of the profiles`);
      });
    });

    it('gives the same answer for words, forms, phrases, names, addresses and other scripts', () => {
      const documents = [...HARD, ...makeDemoDocuments(300, 5)];
      return withIndex(makeIndex, documents, async (index) => {
        await compareAll(
          QUERIES,
          documents.map(({ profile }) => profile),
          index,
          compile,
        );
      });
    });
  });
}

async function compareAll(
  texts: readonly string[],
  profiles: readonly ReturnType<typeof makeDocument>['profile'][],
  index: Parameters<Parameters<typeof withIndex>[2]>[0],
  compile: ReturnType<typeof createQueryMatcher>,
): Promise<number> {
  let some = 0;
  for (const text of texts) {
    const query = searchQuery({ tree: asGroup(parseQuery(text).tree), sort: 'followers', limit: 50 });
    const ids: string[] = [];
    for await (const batch of index.scan(query))
      ids.push(...batch.map((text) => (JSON.parse(text.toString()) as { id: string }).id));
    const test = compile(query.tree);
    const matched = profiles.filter((profile) => test(profile, query.nowMs)).map(({ id }) => id);
    assert.deepEqual(matched.sort(), ids.sort(), text);
    if (ids.length > 0 && ids.length < profiles.length) some++;
  }
  return some;
}

const HARD = [
  makeDocument({ id: 'x:chef', bio: 'Chefs & bakers of the world', username: 'TheBakingChef' }),
  makeDocument({ id: 'x:code', bio: 'C++ and e-commerce, AT&T', display_name: 'Web Dev Simplified' }),
  makeDocument({ id: 'x:tokyo', bio: '東京のカフェ', country: 'Tokyo, Japan', language: 'ja' }),
  makeDocument({ id: 'x:women', bio: "women's running; l'oréal", language: 'fr', country: 'FR' }),
  makeDocument({ id: 'github:7', platform: 'github', username: 'Ada', display_name: null, bio: null }),
  makeDocument({ id: 'youtube:UCabcdefghijklmnopqrstuv', platform: 'youtube', username: null, bio: 'ada' }),
  makeDocument({
    id: 'x:empty',
    username: null,
    display_name: null,
    bio: null,
    category: null,
    country: null,
  }),
];

const QUERIES = [
  ...['chef', 'chefs', 'baker', 'baking', '-chef', '-(chefs OR none)', '"bakers of"', '"of bakers"'],
  ...[
    'c++',
    'e-commerce',
    'AT&T',
    'webdevsimplified',
    'web dev',
    '-"web dev"',
    '東京',
    'カフェ',
    '"東京のカフェ"',
  ],
  ...["women's", 'loreal', "l'oréal", 'github', '-github', 'github -ada', 'https://github.com/ada', 'ada'],
  ...['https://youtube.com/channel/UCabcdefghijklmnopqrstuv', 'country:japan', 'country:tokyo', 'lang:fr'],
  ...['tech OR music', '(tech -music) OR travel', 'travel followers:10k..', 'active:<30d', 'has:bio -tech'],
  ...['-has:name', 'topic:tech', 'verified:yes', 'source:demo tier:micro', 'category:tech'],
];
