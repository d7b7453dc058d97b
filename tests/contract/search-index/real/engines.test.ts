import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { SORTS } from '#contract/limits.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import type { QueryNode, QueryTree } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';
import { createQueries } from '#tests/support/query/generate-query.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { testAlias } from '#tests/support/servers/elasticsearch.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { sharedData } from '#tests/support/shared-data.ts';
import type { MakeIndex } from '../make-index.ts';
import { makeEmbeddedIndex } from '../make-index.ts';
import { countBy, matches, sortedIds } from '../querying/brute-force.ts';
import { REAL_FILES, readRealDocuments } from '../real-documents.ts';
import { withIndex } from '../with-index.ts';
import { createTextLook, queryWordsOf } from './real-text.ts';

const PROFILES = 2_000;
/** `npm run test:queries` asks for more. */
const CASES = Number(process.env.QUERY_CASES ?? 150);
const SEED = Number(process.env.QUERY_SEED ?? 21);
const LIMIT = 50;
const url = serverUrl('SEARCH_URL')?.href;
const absent = REAL_FILES.map(([path]) => sharedData(path).skip).find(Boolean) ?? false;

const makeElasticsearch: MakeIndex = async () => {
  const target = testAlias(url ?? '');
  return { index: target.open(), dispose: () => target.dispose() };
};

for (const [name, makeIndex, skip] of [
  ['embedded', makeEmbeddedIndex, absent],
  ['elasticsearch', makeElasticsearch, url === undefined ? 'SEARCH_URL is not set' : absent],
] as const) {
  describe(`search index ${name}: query language on real profiles`, { skip }, () => {
    let profiles: Profile[];
    before(async () => {
      profiles = choose(await readRealDocuments());
    });

    it('returns the same results as a scan of every profile for generated queries', () => {
      const next = createQueries(queryWordsOf(profiles, SEED), SEED);
      const holdsText = createTextLook(profiles);
      const documents = profiles.map((profile) => ({ profile, version: 1 }));
      return withIndex(makeIndex, documents, async (index) => {
        let found = 0;
        for (let round = 0; round < CASES; round++) {
          const text = next();
          const parsed = parseQuery(text);
          assert.deepEqual(parsed.notes, [], text);
          const tree = withoutCloseSpellings(parsed.tree);
          const sort = SORTS[round % SORTS.length] ?? 'followers';
          const query = searchQuery({ tree, sort, limit: LIMIT, facets: true });
          const expected = profiles.filter((profile) => matches(profile, tree, query.nowMs, holdsText));
          const { data, total, facets } = await index.search(query);
          assert.equal(total, expected.length, text);
          if (total > 0 && total < profiles.length) found++;
          const ids = data.map(({ id }) => id);
          if (sort !== 'relevance' || wantedText(tree).length === 0)
            assert.deepEqual(ids, sortedIds(expected, sort).slice(0, LIMIT), `${text} by ${sort}`);
          assert.deepEqual(facets?.platform, countBy(expected.map(({ platform }) => platform)), text);
          assert.deepEqual(facets?.tier, countBy(expected.map(({ tier }) => tier)), text);
        }
        assert.ok(found > CASES / 4, `only ${found} queries find some of the profiles`);
      });
    });
  });
}

/** A part of all profiles, each once, the same for the same seed. */
function choose(documents: Awaited<ReturnType<typeof readRealDocuments>>): Profile[] {
  const random = seededRandom(SEED);
  const known = new Map(documents.map(({ profile }) => [profile.id, profile]));
  return [...known.values()]
    .map((profile) => ({ profile, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, PROFILES)
    .map(({ profile }) => profile);
}

/** In a group, a word matches as typed or in another form, and no beginnings or close spellings of it. */
function withoutCloseSpellings({ nodes }: QueryTree): QueryTree {
  const none = parseQuery('followers:<0').tree.nodes;
  const grouped = nodes.map(
    (node): QueryNode =>
      node.kind === 'word' || node.kind === 'platform' ? { kind: 'any', nodes: [node, ...none] } : node,
  );
  return { kind: 'all', nodes: grouped };
}
