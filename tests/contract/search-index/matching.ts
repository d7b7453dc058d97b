import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { searchQuery } from '#tests/support/search-query.ts';
import { makeDocument } from './fixtures.ts';
import type { MakeIndex } from './make-index.ts';
import { findIds, withIndex } from './with-index.ts';

export function matchingContract(name: string, makeIndex: MakeIndex): void {
  const finds = (facts: Parameters<typeof makeDocument>[0][], cases: [text: string, ids: string[]][]) =>
    withIndex(
      makeIndex,
      facts.map((fact) => makeDocument(fact)),
      async (index) => {
        for (const [text, ids] of cases) assert.deepEqual((await findIds(index, text)).sort(), ids, text);
      },
    );

  describe(`search index ${name}: matching`, () => {
    it('finds profiles that hold every word, in any field', () =>
      finds(
        [
          { id: 'x:1', display_name: 'Ada', bio: 'chess and coffee', topics: ['gambit'] },
          { id: 'x:2', category: 'Chess', bio: 'coffee' },
          { id: 'x:3', bio: 'coffee', country: 'Iceland' },
        ],
        [
          ['chess coffee', ['x:1', 'x:2']],
          ['coffee gambit', ['x:1']],
          ['ada chess', ['x:1']],
          ['iceland', ['x:3']],
          ['coffee coffee', ['x:1', 'x:2', 'x:3']],
        ],
      ));

    it('finds words by case, diacritics, width and spelling variants', () =>
      finds(
        [
          { id: 'x:1', bio: 'Crème Brûlée' },
          { id: 'x:2', bio: 'Straße und Øl' },
          { id: 'x:3', bio: '𝐃𝐞𝐬𝐢𝐠𝐧 ｓｔｕｄｉｏ' },
          { id: 'x:4', bio: 'ÇAĞLAR İstanbul ışık' },
        ],
        [
          ['creme BRULEE', ['x:1']],
          ['crème', ['x:1']],
          ['strasse', ['x:2']],
          ['STRASSE ol', ['x:2']],
          ['design', ['x:3']],
          ['studio', ['x:3']],
          ['istanbul caglar isik', ['x:4']],
        ],
      ));

    it('finds words in Cyrillic, Arabic, Greek, Hebrew and Devanagari', () =>
      finds(
        [
          { id: 'x:1', bio: 'Люблю ёлки и путешествия' },
          { id: 'x:2', bio: 'مُدَوِّنَة سفر' },
          { id: 'x:3', bio: 'Ταξίδια και φαγητός' },
          { id: 'x:4', bio: 'שָׁלוֹם עולם' },
          { id: 'x:5', bio: 'हिन्दी कविता' },
        ],
        [
          ['елки', ['x:1']],
          ['ПУТЕШЕСТВИЯ', ['x:1']],
          ['مدونة', ['x:2']],
          ['ταξιδια', ['x:3']],
          ['ΦΑΓΗΤΟΣ', ['x:3']],
          ['שלום', ['x:4']],
          ['हिन्दी', ['x:5']],
        ],
      ));

    it('finds words inside scripts without spaces', () =>
      finds(
        [
          { id: 'x:1', bio: '東京都在住のプログラミング好き。料理ブログ' },
          { id: 'x:2', bio: 'ฉันชอบท่องเที่ยวและอาหาร' },
          { id: 'x:3', bio: '北京美食博主' },
          { id: 'x:4', bio: '서울에서 여행하는 사람' },
        ],
        [
          ['東京', ['x:1']],
          ['プログラミング', ['x:1']],
          ['ﾌﾟﾛｸﾞﾗﾐﾝｸﾞ', ['x:1']],
          ['料理', ['x:1']],
          ['京都', ['x:1']],
          ['大阪', []],
          ['ท่องเที่ยว', ['x:2']],
          ['อาหาร', ['x:2']],
          ['美食', ['x:3']],
          ['서울', ['x:4']],
          ['여행', ['x:4']],
        ],
      ));

    it('finds handles whole and in parts, with and without their punctuation', () =>
      finds(
        [
          { id: 'x:1', username: 'dev.simplified' },
          { id: 'x:2', username: 'other', display_name: 'Dev Simplified' },
          { id: 'x:3', username: 'WebDevGuru' },
          { id: 'x:4', username: 'other', bio: 'with @web_dev-guru about #WebGL' },
        ],
        [
          ['dev.simplified', ['x:1', 'x:2']],
          ['devsimplified', ['x:1', 'x:2']],
          ['@dev.simplified', ['x:1', 'x:2']],
          ['simplified', ['x:1', 'x:2']],
          ['dev simplified', ['x:1', 'x:2']],
          ['webdevguru', ['x:3', 'x:4']],
          ['guru', ['x:3', 'x:4']],
          ['#webgl', ['x:4']],
        ],
      ));

    it('takes the last word as the beginning of one, from 3 characters', () =>
      finds(
        [
          { id: 'x:1', bio: 'photography in lisbon' },
          { id: 'x:2', bio: 'photo editor' },
          { id: 'x:3', username: 'photographer99' },
        ],
        [
          ['photo', ['x:1', 'x:2', 'x:3']],
          ['photograp', ['x:1', 'x:3']],
          ['photogra lisbon', ['x:1']],
          ['lisbon photogra', ['x:1']],
          ['ph', []],
        ],
      ));

    it('looks for close spellings only when few profiles hold the words as typed', async () => {
      const many = Array.from({ length: 12 }, (_, i) => makeDocument({ id: `x:${i}`, bio: 'gardening' }));
      const documents = [...many, makeDocument({ id: 'x:close', bio: 'gardenink' })];
      await withIndex(makeIndex, documents, async (index) => {
        const page = await index.search(searchQuery({ text: 'gardening' }));
        assert.deepEqual([page.total, page.matched], [12, 'exact']);
        const typo = await index.search(searchQuery({ text: 'gardenng' }));
        assert.deepEqual([typo.total, typo.matched], [13, 'fuzzy']);
      });
    });

    it('allows one edit from 3 characters and two from 6, in the first one alone', () =>
      finds(
        [
          { id: 'x:1', bio: 'chess' },
          { id: 'x:2', bio: 'photography' },
          { id: 'x:3', username: 'mkbhd' },
        ],
        [
          ['ches', ['x:1']],
          ['hcess', ['x:1']],
          ['vhess', ['x:1']],
          ['hess', ['x:1']],
          ['cchess', ['x:1']],
          ['xhotogravhy', []],
          ['cehss', ['x:1']],
          ['chexx', []],
          ['photografy', ['x:2']],
          ['pohtogarphy', ['x:2']],
          ['fotography', []],
          ['mkbdh', ['x:3']],
        ],
      ));

    it('ranks words as typed before beginnings before close spellings', () =>
      withIndex(
        makeIndex,
        [
          makeDocument({ id: 'x:close', username: 'tach' }),
          makeDocument({ id: 'x:begins', username: 'techno', followers: 1_000_000 }),
          makeDocument({ id: 'x:exact', bio: 'some words about tech and more than that' }),
        ],
        async (index) => {
          assert.deepEqual(await findIds(index, 'tech'), ['x:exact', 'x:begins', 'x:close']);
        },
      ));

    it('ranks names before category and topics, those before the bio', () =>
      withIndex(
        makeIndex,
        [
          makeDocument({ id: 'x:bio', bio: 'chess', followers: 5_000_000 }),
          makeDocument({ id: 'x:topic', topics: ['chess'], followers: 500_000 }),
          makeDocument({ id: 'x:name', display_name: 'Chess Club' }),
          makeDocument({ id: 'x:handle', username: 'chess', followers: 3 }),
        ],
        async (index) => {
          assert.deepEqual(await findIds(index, 'chess'), ['x:handle', 'x:name', 'x:topic', 'x:bio']);
        },
      ));

    it('orders profiles that the text leaves level by audience, and never lets audience replace a word', () =>
      withIndex(
        makeIndex,
        [
          makeDocument({ id: 'x:small', bio: 'tea', followers: 10 }),
          makeDocument({ id: 'x:large', bio: 'tea', followers: 10_000_000 }),
          makeDocument({ id: 'x:star', bio: 'team', followers: 500_000_000 }),
          makeDocument({ id: 'x:stranger', bio: 'coffee', followers: 900_000_000 }),
        ],
        async (index) => {
          assert.deepEqual(await findIds(index, 'tea'), ['x:large', 'x:small', 'x:star']);
        },
      ));

    it('takes operators, quotes and emoji as plain text', () =>
      withIndex(makeIndex, [makeDocument({ id: 'x:1', bio: 'near or and not' })], async (index) => {
        const texts = [
          '"',
          'near OR and',
          'NEAR(a b)',
          'bio:near',
          '(',
          '*',
          '^near',
          '-near',
          'near*',
          '{a b}:c',
        ];
        for (const text of [...texts, "';--", '\\', '\u0000near', 'a+b', '🎬', '\ud800', '%', 'near " or']) {
          const { total, data } = await index.search(searchQuery({ text }));
          assert.equal(data.length, total, text);
        }
        assert.deepEqual(await findIds(index, '(near) OR \u007band\u007d'), ['x:1']);
        assert.deepEqual(await findIds(index, '🎬 near'), ['x:1']);
        assert.deepEqual(await findIds(index, '"near or'), ['x:1']);
        for (const text of ['🎬', '"" ()', '...']) {
          assert.equal((await index.search(searchQuery({ text }))).total, 1, text);
        }
      }));

    it('takes long queries', () =>
      withIndex(makeIndex, [makeDocument({ id: 'x:1', bio: 'word' })], async (index) => {
        for (const text of ['a '.repeat(250), 'x'.repeat(10_000), 'word '.repeat(100)]) {
          const { total } = await index.search(searchQuery({ text }));
          assert.equal(total, text.startsWith('word') ? 1 : 0);
        }
      }));
  });
}
