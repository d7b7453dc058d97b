import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSearchQuery } from '#api/parse-search-query.ts';
import { printQuery } from '#contract/query/print-query.ts';
import type { SearchQuerystring } from '#contract/query/search.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';

const parse = (querystring: SearchQuerystring) => parseSearchQuery(querystring, 1);

const codeOf = (querystring: SearchQuerystring): string | undefined => {
  try {
    parse(querystring);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.problem.status, 400);
    assert.ok(error.problem.hint, 'a bad request says what to try');
    return error.problem.code;
  }
};

const printed = (querystring: SearchQuerystring) => printQuery(parse(querystring).query.tree);
const orderOf = (querystring: SearchQuerystring) => parse(querystring).query.sort;
const notesOf = (querystring: SearchQuerystring) => parse(querystring).notes.map(({ code }) => code);

test('reads words and the parameters of fields as one query', () => {
  const { query, notes } = parse({
    q: ' tech ',
    platform: 'GitHub, youtube,github',
    category: 'Food',
    followers: '10k..',
    engagement: '3..5',
    reported_engagement: '2..',
    limit: 5,
  });
  const { tree, ...rest } = query;
  assert.equal(
    printQuery(tree),
    'tech platform:github,youtube followers:>=10k engagement:3..5 reported-engagement:>=2 category:Food',
  );
  assert.deepEqual(rest, { sort: 'relevance', limit: 5, cursor: null, facets: true, nowMs: 1 });
  assert.deepEqual(notes, []);
});

test('takes a single number as that or more, and a blank parameter as none', () => {
  assert.equal(printed({ followers: '10k', platform: '', q: '' }), 'followers:>=10k');
});

test('does not let the words change what a parameter means', () => {
  assert.equal(printed({ q: 'portland OR', platform: 'x' }), 'portland \\OR platform:x');
});

test('orders by relevance with words, also in groups, and by followers without', () => {
  assert.equal(orderOf({}), 'followers');
  assert.equal(orderOf({ platform: 'x' }), 'followers');
  assert.equal(orderOf({ q: '-crypto' }), 'followers');
  assert.equal(orderOf({ q: 'tech' }), 'relevance');
  assert.equal(orderOf({ q: '(tech OR music) platform:x' }), 'relevance');
});

test('takes the order from the query, and the one asked for beside it before that', () => {
  assert.equal(orderOf({ q: 'tech sort:growth' }), 'growth');
  assert.equal(orderOf({ q: 'tech sort:growth', sort: 'recent' }), 'recent');
  assert.deepEqual(notesOf({ q: 'tech sort:growth', sort: 'recent' }), ['overridden_sort']);
  assert.equal(orderOf({ platform: 'x', sort: 'relevance' }), 'followers');
  assert.deepEqual(notesOf({ platform: 'x', sort: 'relevance' }), ['no_order_by_relevance']);
});

test('refuses a parameter that cannot be read, naming it', () => {
  assert.equal(codeOf({ q: 'a', platform: 'myspace' }), 'invalid_platform');
  assert.equal(codeOf({ q: 'a', followers: '5k..1k' }), 'invalid_range');
  assert.equal(codeOf({ tier: 'huge' }), 'invalid_value');
});

test('answers any query', () => {
  for (const q of ['', '  ', '}', '(((', '"', 'a:b', 'followers:lots'])
    assert.equal(codeOf({ q }), undefined, q);
});

test('reads plain words on request only, and lets a parameter replace what they say', () => {
  const q = 'bakers in Germany over 10k followers, high engagement';
  assert.equal(printed({ q }), q);
  assert.equal(printed({ q, plain: true }), 'bakers country:DE followers:>10k');
  assert.equal(orderOf({ q, plain: true }), 'engagement');
  assert.equal(printed({ q, plain: true, country: 'AT' }), 'bakers followers:>10k country:AT');
  assert.equal(orderOf({ q, plain: true, sort: 'growth' }), 'growth');
});

test('reads a text that comes again with other parameters anew, and adds no note to the first reading', () => {
  const q = 'coffee sort:growth';
  assert.equal(printed({ q }), 'coffee');
  assert.deepEqual(notesOf({ q, sort: 'followers' }), ['overridden_sort']);
  assert.equal(printed({ q, country: 'AT' }), 'coffee country:AT');
  assert.equal(printed({ q }), 'coffee');
  assert.equal(orderOf({ q }), 'growth');
  assert.deepEqual(notesOf({ q }), []);
  for (let i = 0; i < 300; i++) assert.equal(printed({ q: `word${i}` }), `word${i}`);
  assert.equal(printed({ q }), 'coffee');
});
