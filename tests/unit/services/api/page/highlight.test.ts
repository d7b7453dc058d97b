import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainMatch, markText, queryWords, tellingWords } from '#api/page/highlight.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const marksOf = (text: string, query: string, isFuzzy = false) =>
  markText(text, queryWords(parseQuery(query).tree, isFuzzy))
    .filter(({ isMatch }) => isMatch)
    .map(({ text: part }) => part);

test('marks words whatever their case and diacritics, as they are written', () => {
  assert.deepEqual(marksOf('Café bakers in Köln, CAFE', 'cafe koln'), ['Café', 'Köln', 'CAFE']);
});

test('marks other forms of a word, and not words that only begin alike', () => {
  assert.deepEqual(marksOf('Developers develop; a market for markers', 'developer market x'), [
    'Developers',
    'develop',
    'market',
  ]);
});

test('marks the beginning of the last word only', () => {
  assert.deepEqual(marksOf('travelling photographer', 'travell photog'), ['travelling', 'photographer']);
  assert.deepEqual(marksOf('photographer', 'photog "travel"'), []);
});

test('marks close spellings when the engine searched for them', () => {
  assert.deepEqual(marksOf('vegan baker', 'veagn', true), ['vegan']);
  assert.deepEqual(marksOf('vegan baker', 'veagn'), []);
});

test('does not mark excluded words and names of platforms', () => {
  assert.deepEqual(marksOf('crypto food on tiktok', 'food -crypto tiktok'), ['food']);
});

test('finds words in scripts without spaces', () => {
  assert.deepEqual(marksOf('東京の料理', '料理'), ['東京の料理']);
});

test('the parts of a marked text make up the text', () => {
  for (const text of ['', 'a', 'tech', ' tech! tech', '<b>tech</b>', 'e\u0301tech te\u0301ch']) {
    const parts = markText(text, queryWords(parseQuery('tech').tree, true));
    assert.equal(parts.map((part) => part.text).join(''), text);
  }
});

test('says in which fields a word is, and which word is in none', () => {
  const profile = { ...searchableProfile(1), topics: ['gadgets'], display_name: 'Tech Ada' };
  const found = explainMatch(profile, queryWords(parseQuery('tech gadget sailing').tree, false));
  assert.deepEqual(
    found.map(({ word, fields }) => [word.text, fields]),
    [
      ['tech', ['display_name', 'bio']],
      ['gadget', ['topics']],
      ['sailing', []],
    ],
  );
});

test('function words are no reason in a bio, in the language of the profile and in English', () => {
  const reasons = (query: string, bio: string, language: string | null) => {
    const words = queryWords(parseQuery(query).tree, false);
    const found = explainMatch(
      { ...searchableProfile(1), bio, language, display_name: null, topics: [] },
      words,
    );
    const marks = markText(bio, tellingWords(words, language)).filter(({ isMatch }) => isMatch);
    return [found.map(({ word }) => word.text), marks.map(({ text }) => text)];
  };
  assert.deepEqual(reasons('one about sourdough', 'One book about sourdough', 'en'), [
    ['sourdough'],
    ['sourdough'],
  ]);
  assert.deepEqual(reasons('alles über brot', 'Alles über Brot, with love', 'de'), [['brot'], ['Brot']]);
  assert.deepEqual(reasons('todo sobre pan', 'Todo sobre pan', null), [['pan'], ['pan']]);
  // A German article is a word like others in an English text.
  assert.deepEqual(reasons('die hard', 'A die hard fan', 'en'), [
    ['die', 'hard'],
    ['die', 'hard'],
  ]);
});

test('function words count in quotes, and where they are part of a name', () => {
  const profile = {
    ...searchableProfile(1),
    display_name: 'The Who',
    bio: 'All about the band',
    language: 'en',
  };
  const reasons = (query: string) =>
    explainMatch(profile, queryWords(parseQuery(query).tree, false)).map(({ word, fields }) => [
      word.text,
      fields,
    ]);
  assert.deepEqual(reasons('the who'), [
    ['the', ['display_name']],
    ['who', ['display_name']],
  ]);
  assert.deepEqual(reasons('"about the"'), [
    ['about', ['bio']],
    ['the', ['display_name', 'bio']],
  ]);
});
