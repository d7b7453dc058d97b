import assert from 'node:assert/strict';
import { it } from 'node:test';
import { guessCategory } from '#analytics/text/guess-category.ts';

const guess = (bio: string, more: { posts?: string[]; hashtags?: string[]; displayName?: string } = {}) =>
  guessCategory({ displayName: '', bio, posts: [], hashtags: [], ...more });

it('guesses from the bio in several languages, and names the words that decided', () => {
  assert.deepEqual(guess('Python developer, open source'), {
    category: 'tech',
    words: ['developer', 'open source', 'python'],
  });
  for (const [bio, category] of [
    ['Rezepte und Backen', 'food'],
    ['Viajes por el mundo', 'travel'],
    ['Fotoğrafçı. İstanbul', 'photography'],
    ['кулинария каждый день', 'food'],
    ['毎日の料理とレシピ', 'food'],
    ['أحب السفر', 'travel'],
  ] as const) {
    assert.equal(guess(bio)?.category, category, bio);
  }
});

it('guesses from hashtags and posts when the bio does not tell', () => {
  const hashtags = ['skincare', 'makeup', 'skincare', 'monday'];
  assert.equal(guess('Hello there', { hashtags })?.category, 'beauty');
  assert.equal(guess('', { posts: ['new workout', 'gym again', 'yoga today'] })?.category, 'fitness');
});

it('does not guess from words that people of many fields use', () => {
  assert.equal(guess('Founder, author, dad'), null);
  assert.equal(guess('CEO'), null);
});

it('does not guess when two categories are about as likely, or nothing tells', () => {
  assert.equal(guess('Chef and photographer'), null);
  assert.equal(guess('Hello'), null);
  assert.equal(guess(''), null);
});

it('counts one word of many posts a few times only', () => {
  const posts = Array.from({ length: 50 }, () => 'gym');
  assert.equal(guess('Recipes and baking', { posts })?.category, 'food');
});
