import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseProfile } from '#adapters/search/analysis/analyse-profile.ts';
import { foldText } from '#adapters/search/analysis/fold.ts';
import { parseQueryText } from '#adapters/search/analysis/parse-text.ts';
import { createTokenizer } from '#adapters/search/analysis/tokenize.ts';
import { makeProfile } from '#tests/contract/search-index/fixtures.ts';

const tokenizer = createTokenizer();
const indexed = (text: string) => tokenizer.index(foldText(text)).map((token) => token.text);
const queried = (text: string) => parseQueryText(text, tokenizer);

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

  it('bounds tokens', () => {
    assert.equal(indexed('x'.repeat(500))[0]?.length, 40);
  });
});

describe('parseQueryText', () => {
  it('lets the last word be a beginning and long words be misspelt', () => {
    assert.deepEqual(queried('ab yoga travel abc12'), {
      terms: [
        { text: 'ab', prefix: false, maxEdits: 0 },
        { text: 'yoga', prefix: false, maxEdits: 1 },
        { text: 'travel', prefix: false, maxEdits: 2 },
        { text: 'abc12', prefix: true, maxEdits: 0 },
      ],
      joined: { text: 'abyogatravelabc12', prefix: true },
    });
    assert.equal(queried('travel').joined, null);
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
    const analysed = analyseProfile(profile, tokenizer);
    assert.deepEqual(analysed.postings.split(' ').sort(), [
      'b2010',
      'bcss',
      'bsince',
      'hwebdev',
      'hwebdev99',
      'n99',
      'ndev',
      'nweb',
      'tcss',
      'ttech',
    ]);
    assert.deepEqual(analysed.words.sort(), ['bcss', 'bsince', 'ndev', 'nweb', 'tcss', 'ttech']);
    assert.equal(analysed.handle, 'webdev99');
  });
});
