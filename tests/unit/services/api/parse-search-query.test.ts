import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSearchQuery } from '#api/parse-search-query.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';

const codeOf = (querystring: Parameters<typeof parseSearchQuery>[0]): string | undefined => {
  try {
    parseSearchQuery(querystring);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.problem.status, 400);
    assert.ok(error.problem.hint, 'a bad request says what to try');
    return error.problem.code;
  }
};

test('reads words, filters and ranges', () => {
  assert.deepEqual(
    parseSearchQuery({
      q: ' tech ',
      platform: 'GitHub, youtube,github',
      category: 'Food',
      followers: '10k..',
      engagement: '3..5',
      reported_engagement: '2..',
      limit: 5,
    }),
    {
      text: 'tech',
      platforms: ['github', 'youtube'],
      categories: ['Food'],
      sources: [],
      followers: { min: 10_000 },
      engagement: { min: 0.03, max: 0.05 },
      reportedEngagement: { min: 0.02 },
      sort: 'relevance',
      limit: 5,
      cursor: null,
      facets: true,
    },
  );
});

test('orders by followers when there are only filters', () => {
  assert.equal(parseSearchQuery({ platform: 'x' }).sort, 'followers');
});

test('refuses what has no meaning, naming it', () => {
  assert.equal(codeOf({}), 'empty_query');
  assert.equal(codeOf({ q: '  ' }), 'empty_query');
  assert.equal(codeOf({ q: 'a', platform: 'myspace' }), 'invalid_platform');
  assert.equal(codeOf({ q: 'a', followers: '5k..1k' }), 'invalid_range');
  assert.equal(codeOf({ platform: 'x', sort: 'relevance' }), 'invalid_sort');
});
