import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Matched } from '#contract/query/search-query.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { makeDocument } from './fixtures.ts';
import type { MakeIndex } from './make-index.ts';
import { withIndex } from './with-index.ts';

type Case = [text: string, ids: string[], matched?: Matched];

/** What a query means: terms with signs, word forms, platforms, addresses, phrases, exclusions, most of the words. */
export function understandingContract(name: string, makeIndex: MakeIndex): void {
  /** `ids` come best first. */
  const answers = (facts: Parameters<typeof makeDocument>[0][], cases: Case[]) =>
    withIndex(
      makeIndex,
      facts.map((fact) => makeDocument(fact)),
      async (index) => {
        for (const [text, ids, matched = 'exact'] of cases) {
          const page = await index.search(searchQuery({ text, limit: 100, facets: true }));
          const found = page.data.map(({ id }) => id);
          assert.deepEqual([found, page.total, page.matched], [ids, ids.length, matched], text);
          const counted = page.facets?.platform.reduce((sum, { count }) => sum + count, 0);
          assert.equal(counted, ids.length, text);
        }
      },
    );

  describe(`search index ${name}: understanding`, () => {
    it('takes terms with signs as terms', () =>
      answers(
        [
          { id: 'x:cpp', bio: 'I write C++, mostly', followers: 9 },
          { id: 'x:cs', bio: 'C# and .NET', followers: 8 },
          { id: 'x:c', bio: 'C in the kernel', followers: 7 },
          { id: 'x:rd', bio: 'R&D at AT&T', followers: 6 },
          { id: 'x:pop', bio: 'K-pop covers', followers: 5 },
          { id: 'x:at', bio: 'pop, d, r, t, at the net', followers: 4 },
        ],
        [
          ['c++', ['x:cpp']],
          ['C#', ['x:cs']],
          ['.net', ['x:cs']],
          ['r&d', ['x:rd']],
          ['AT&T', ['x:rd']],
          ['k-pop', ['x:pop']],
          ['kpop', ['x:pop', 'x:at'], 'fuzzy'],
        ],
      ));

    it('finds other forms of a word, below the form typed', () =>
      answers(
        [
          { id: 'x:1', bio: 'a developer', followers: 10 },
          { id: 'x:2', bio: 'for developers everywhere', followers: 900_000 },
          { id: 'x:3', bio: 'gaming daily', followers: 900_000 },
          { id: 'x:4', bio: 'gamer', followers: 10 },
          { id: 'x:5', bio: 'recetas', language: 'es' },
          { id: 'x:6', bio: 'книги' },
        ],
        [
          ['developers tools', ['x:2', 'x:1'], 'some'],
          ['developer a', ['x:1']],
          ['gamer', ['x:4', 'x:3']],
          ['receta', ['x:5']],
          ['книга', ['x:6']],
        ],
      ));

    it('shows those with most of the words when none has all, and says so', () =>
      answers(
        [
          { id: 'x:1', username: 'one', bio: 'vegan baker' },
          { id: 'x:2', username: 'two', bio: 'vegan cook from Lisbon' },
          { id: 'x:3', username: 'three', bio: 'Lisbon' },
        ],
        [
          ['vegan baker lisbon', ['x:1', 'x:2'], 'some'],
          ['vegan lisbon', ['x:2']],
          ['"vegan baker" lisbon', []],
          ['zzzzqqq wwwwkkk', []],
        ].map(([text, ids, matched]) => [text, ids, matched] as Case),
      ));

    it('takes the name of a platform as a filter that does not lose those who write it', () =>
      answers(
        [
          { id: 'tiktok:1', platform: 'tiktok', username: 'ada', display_name: 'Ada Vale', followers: 1_000 },
          { id: 'youtube:1', platform: 'youtube', username: 'adavale', followers: 900_000 },
          { id: 'instagram:1', platform: 'instagram', username: 'tiktok', followers: 1 },
          { id: 'github:1', platform: 'github', username: 'eve', bio: 'TikTok tools', followers: 5_000 },
        ],
        [
          ['ada vale tiktok', ['tiktok:1']],
          ['adavale YouTube', ['youtube:1']],
          ['tiktok', ['instagram:1', 'tiktok:1', 'github:1']],
          ['tools tiktok', ['github:1']],
          ['"tiktok"', ['instagram:1', 'github:1']],
          ['-tiktok ada', ['youtube:1']],
        ],
      ));

    it('finds the profile of a pasted address', () =>
      answers(
        [
          { id: 'instagram:7', platform: 'instagram', username: 'ada.vale', followers: 10 },
          { id: 'tiktok:7', platform: 'tiktok', username: 'ada.vale', followers: 1_000_000 },
          { id: 'youtube:UCabcdefghijklmnopqrstuv', platform: 'youtube', username: 'other' },
          { id: 'mastodon:1', platform: 'mastodon', username: 'eve@example.social' },
        ],
        [
          ['https://www.instagram.com/ada.vale/', ['instagram:7']],
          ['tiktok.com/@ada.vale?lang=en', ['tiktok:7']],
          ['https://youtube.com/channel/UCabcdefghijklmnopqrstuv', ['youtube:UCabcdefghijklmnopqrstuv']],
          ['https://example.social/@eve', ['mastodon:1']],
          ['https://x.com/ada.vale', ['tiktok:7', 'instagram:7'], 'some'],
        ],
      ));

    it('takes quoted words as a phrase', () =>
      answers(
        [
          { id: 'x:1', bio: 'web developer from Oslo' },
          { id: 'x:2', bio: 'developer of the web' },
          { id: 'x:3', bio: 'web', topics: ['developer'] },
          { id: 'x:4', username: 'web_developer' },
          { id: 'x:5', bio: '東京都在住' },
          { id: 'x:6', bio: '京都と東京' },
        ],
        [
          ['"web developer" oslo', ['x:1']],
          ['"WEB Developer" -oslo', ['x:4']],
          ['"developer web"', []],
          ['"developer of the web"', ['x:2']],
          ['"東京都"', ['x:5']],
        ],
      ));

    it('leaves out what follows a minus sign', () =>
      answers(
        [
          { id: 'x:1', bio: 'news about crypto', followers: 3 },
          { id: 'x:2', bio: 'news about space', followers: 2 },
          { id: 'x:3', bio: 'space crypto-art', followers: 1 },
        ],
        [
          ['news -crypto', ['x:2']],
          ['-crypto', ['x:2']],
          ['-"about space"', ['x:1', 'x:3']],
          ['space - crypto', ['x:3']],
          ['crypto-art', ['x:3']],
          ['-news', ['x:3']],
        ],
      ));

    it('ranks a full handle before a display name, and both before words', () =>
      answers(
        [
          { id: 'x:words', bio: 'billie eilish billie eilish', followers: 30 },
          { id: 'x:name', display_name: 'Billie Eilish', username: 'fan1', followers: 400_000_000 },
          { id: 'x:handle', username: 'billieeilish', followers: 355_000 },
          { id: 'y:handle', username: 'billie.eilish', followers: 355_000_000 },
        ],
        [['billie eilish', ['y:handle', 'x:handle', 'x:name', 'x:words']]],
      ));

    it('finds handles with digits and a typo, and words with a wrong first letter', () =>
      answers(
        [
          { id: 'x:1', username: 'marta.keller99' },
          { id: 'x:2', username: 'quantumleap7' },
          { id: 'x:3', display_name: 'Gardening Greta', username: 'gg' },
        ],
        [
          ['marta.kelelr99', ['x:1'], 'fuzzy'],
          ['qauntumleap7', ['x:2'], 'fuzzy'],
          ['wuantumleap7', ['x:2'], 'fuzzy'],
          ['hardening', ['x:3'], 'fuzzy'],
          ['2024', []],
        ],
      ));
  });
}
