import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SORTS } from '#contract/limits.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { wantedText } from '#contract/query/split-tree.ts';
import { createQueries } from '#tests/support/query/generate-query.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { generateDocuments, makeDocument, QUERY_WORDS } from '../fixtures.ts';
import type { MakeIndex } from '../make-index.ts';
import { findIds, withIndex } from '../with-index.ts';
import { matchingProfiles, sortedIds } from './brute-force.ts';

/** `npm run test:queries` asks for more. */
const CASES = Number(process.env.QUERY_CASES ?? 150);
const PROFILES = Number(process.env.QUERY_PROFILES ?? 400);
const SEED = Number(process.env.QUERY_SEED ?? 21);

export function queryLanguageContract(name: string, makeIndex: MakeIndex): void {
  describe(`search index ${name}: query language`, () => {
    it('returns the same results as a scan of every profile for generated queries', () => {
      const documents = generateDocuments(PROFILES, SEED);
      const profiles = documents.map(({ profile }) => profile);
      const next = createQueries(QUERY_WORDS, SEED);
      return withIndex(makeIndex, documents, async (index) => {
        let found = 0;
        for (let round = 0; round < CASES; round++) {
          const text = next();
          const { tree, notes } = parseQuery(text);
          assert.deepEqual(notes, [], text);
          const sort = SORTS[round % SORTS.length] ?? 'followers';
          const query = searchQuery({ tree, sort, limit: 50 });
          const expected = matchingProfiles(profiles, query);
          const { data, total } = await index.search(query);
          assert.equal(total, expected.length, text);
          if (total > 0 && total < profiles.length) found++;
          const ids = data.map(({ id }) => id);
          if (sort !== 'relevance' || wantedText(tree).length === 0)
            assert.deepEqual(ids, sortedIds(expected, sort).slice(0, 50), `${text} by ${sort}`);
        }
        assert.ok(found > CASES / 3, `only ${found} queries find some of the profiles`);
      });
    });

    it('puts profiles that hold more and rarer words of a group first', () =>
      withIndex(
        makeIndex,
        [
          makeDocument({ id: 'x:one', bio: 'vegan life', followers: 9_000 }),
          makeDocument({ id: 'x:both', bio: 'vegan chef', followers: 10 }),
          makeDocument({ id: 'x:form', bio: 'chefs of france' }),
          makeDocument({ id: 'x:none', bio: 'music' }),
        ],
        async (index) => {
          const ids = await findIds(index, 'vegan OR chef');
          assert.equal(ids[0], 'x:both');
          assert.deepEqual(ids.toSorted(), ['x:both', 'x:form', 'x:one']);
        },
      ));

    it('leaves out in a group what holds a word as typed, not its other forms', () =>
      withIndex(
        makeIndex,
        [
          makeDocument({ id: 'x:chef', bio: 'chef' }),
          makeDocument({ id: 'x:chefs', bio: 'chefs' }),
          makeDocument({ id: 'x:baker', bio: 'baker e-commerce' }),
        ],
        async (index) => {
          assert.deepEqual((await findIds(index, '-(chef OR e-commerce)')).toSorted(), ['x:chefs']);
          assert.deepEqual((await findIds(index, '(chef OR e-commerce)')).toSorted(), [
            'x:baker',
            'x:chef',
            'x:chefs',
          ]);
        },
      ));

    it('knows countries and languages by code and by name', () =>
      withIndex(
        makeIndex,
        [
          makeDocument({ id: 'x:code', country: 'DE', language: 'de' }),
          makeDocument({ id: 'x:place', country: 'Berlin, Germany', language: 'de-AT' }),
          makeDocument({ id: 'x:own', country: 'Deutschland', language: 'de' }),
          makeDocument({ id: 'x:state', country: 'Wilmington, DE', language: 'en' }),
        ],
        async (index) => {
          for (const text of [
            'country:germany',
            'country:de',
            'country:Deutschland',
            'language:German',
            'lang:de',
            'lang:deutsch',
          ])
            assert.deepEqual((await findIds(index, text)).toSorted(), ['x:code', 'x:own', 'x:place'], text);
        },
      ));

    it('finds addresses and platforms in groups', () =>
      withIndex(
        makeIndex,
        [
          makeDocument({ id: 'github:1', username: 'Ada', platform: 'github' }),
          makeDocument({ id: 'x:1', username: 'ada', platform: 'x' }),
          makeDocument({ id: 'x:2', username: 'bob', platform: 'x', bio: 'on github' }),
          makeDocument({ id: 'youtube:UCabcdefghijklmnopqrstuv', username: null, platform: 'youtube' }),
        ],
        async (index) => {
          for (const [text, ids] of [
            ['(https://github.com/ada OR bob)', ['github:1', 'x:2']],
            [
              '(https://youtube.com/channel/UCabcdefghijklmnopqrstuv OR bob)',
              ['x:2', 'youtube:UCabcdefghijklmnopqrstuv'],
            ],
            ['(github OR none)', ['github:1', 'x:2']],
            ['-(github OR none)', ['x:1', 'youtube:UCabcdefghijklmnopqrstuv']],
          ] as const)
            assert.deepEqual((await findIds(index, text)).toSorted(), ids, text);
        },
      ));
  });
}
