import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseProfile } from '#adapters/search/analysis/analyse-profile.ts';
import { createAnalyser } from '#adapters/search/analysis/analyser.ts';
import { foldText } from '#adapters/search/analysis/fold.ts';
import { planQuery } from '#adapters/search/analysis/plan-query.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { splitTree } from '#contract/query/split-tree.ts';
import { makeProfile } from '#tests/contract/search-index/fixtures.ts';

const analyser = createAnalyser();
const { tokenizer } = analyser;
const indexed = (text: string) => tokenizer.index(foldText(text)).map((token) => token.text);
const queried = (text: string) => planQuery(splitTree(parseQuery(text).tree).text, analyser);

describe('foldText', () => {
  const cases: [string, string][] = [
    ['Čafé CRÈME', 'cafe creme'],
    ['Straße ẞ Łódź Ærø', 'strasse ss lodz aero'],
    ['İstanbul ışık', 'istanbul isik'],
    ['Ёлка', 'елка'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['𝐓𝐞𝐜𝐡 Ｔｅｃｈ ﬁlm', 'tech tech film'],
    ['ﾌﾞﾛｸﾞ ブログ', 'ブログ ブログ'],
    ['أَهْلًا مـدوّنة', 'اهلا مدونه'],
    ['ที่เที่ยว हिन्दी 서울', 'ที่เที่ยว हिन्दी 서울'],
    ['so\u00adft zero\u200bwidth', 'soft zerowidth'],
  ];
  for (const [text, folded] of cases) {
    it(`folds ${text}`, () => assert.equal(foldText(text), folded));
  }
});

describe('createTokenizer', () => {
  it('holds compounds in parts and whole', () => {
    assert.deepEqual(indexed('dev.simplified'), ['dev', 'simplified', 'devsimplified']);
    assert.deepEqual(indexed("#tech, @mrs_b! women's"), ['tech', 'mrs', 'b', 'mrsb', 'women', 's', 'womens']);
  });

  it('cuts Han, kana and Hangul into pairs, Thai into words', () => {
    assert.deepEqual(indexed('料理人'), ['料', '料理', '理', '理人', '人']);
    assert.deepEqual(
      queried('料理人 猫').terms.map(({ text }) => text),
      ['料理', '理人', '猫'],
    );
    assert.deepEqual(indexed('ฉันชอบอาหาร').slice(-1), ['อาหาร']);
    assert.deepEqual(indexed('vlog日本go'), ['vlog', '日', '日本', '本', 'go']);
  });

  it('keeps the signs that belong to a term', () => {
    const cases: [text: string, tokens: string[]][] = [
      ['C++', ['c＋＋']],
      ['C++17 C#', ['c＋＋', '17', 'c＃']],
      ['C, .NET', ['c', '．net']],
      ['R&D at AT&T', ['r＆d', 'at', 'at＆t']],
      ['Q & A', ['q＆a']],
      ['C & C++', ['c', 'c＋＋']],
      ['LGBTQ+ art+design rock&roll', ['lgbtq＋', 'art', 'design', 'rock', 'roll']],
      ['K-Pop e-commerce well-known', ['kpop', 'ecommerce', 'well', 'known']],
      ['#c #tech example.net', ['c', 'tech', 'example', 'net']],
    ];
    for (const [text, tokens] of cases) {
      assert.deepEqual(
        tokenizer.query(foldText(text)).map((token) => token.text),
        tokens,
        text,
      );
      for (const token of tokens) assert.ok(indexed(text).includes(token), `${text}: ${token}`);
    }
    assert.deepEqual(indexed('C++'), ['c', 'c＋＋']);
  });

  it('bounds tokens', () => {
    assert.equal(indexed('x'.repeat(500))[0]?.length, 40);
  });
});

describe('planQuery', () => {
  it('lets the last word be a beginning and long words be misspelt', () => {
    const { terms, names } = queried('ab yoga travel abc12');
    assert.deepEqual(
      terms.map(({ text, prefix, maxEdits, handlesOnly }) => [text, prefix, maxEdits, handlesOnly]),
      [
        ['ab', false, 0, false],
        ['yoga', false, 1, false],
        ['travel', false, 2, false],
        ['abc12', true, 1, true],
      ],
    );
    assert.deepEqual(names, [{ text: 'abyogatravelabc12', prefix: true, maxEdits: 1, platform: null }]);
    assert.deepEqual(queried('travel').names, [
      { text: 'travel', prefix: false, maxEdits: 0, platform: null },
    ]);
  });

  it('leaves out the letters around an apostrophe, repetitions, and everything after the 64th term', () => {
    assert.deepEqual(
      queried("women's l'oreal women's").terms.map(({ text }) => text),
      ['women', 'oreal'],
    );
    const many = Array.from({ length: 100 }, (_, i) => `word${i}`).join(' ');
    assert.equal(queried(many).terms.length, 64);
  });

  it('finds no terms in punctuation and emoji', () => {
    for (const text of ['', ' ', '"', '(*)', '🎬🎬', '...']) assert.deepEqual(queried(text).terms, [], text);
  });
});

describe('analyseProfile', () => {
  it('marks each token with its field and keeps handles and numbers out of the vocabulary', () => {
    const profile = makeProfile({
      id: 'x:1',
      username: 'WebDev.99',
      display_name: 'Web Dev',
      category: 'Tech',
      topics: ['css'],
      bio: 'css since 2010',
      country: 'DE',
    });
    const analysed = analyseProfile(profile, analyser);
    assert.deepEqual(analysed.postings.split(' ').sort(), [
      'b2010',
      'bcss',
      'bsince',
      'hwebdev',
      'hwebdev99',
      'n99',
      'ndev',
      'nweb',
      'sesinc',
      'tcss',
      'ttech',
    ]);
    assert.deepEqual(analysed.words.sort(), ['bcss', 'bsince', 'ndev', 'nweb', 'tcss', 'ttech']);
    assert.equal(analysed.handle, 'webdev99');
  });
});
