import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pageHref, readPageState } from '#api/page/page-state.ts';
import { toSearchQuery } from '#api/page/to-search-query.ts';
import { printQuery } from '#contract/query/print-query.ts';

const read = (query: string) => readPageState(new URLSearchParams(query));

test('the address of a page leads back to the same state', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('q', 'platform', 'category', 'followers_from', 'sort', 'cursor', 'plain'),
        fc.oneof(fc.string(), fc.constant('no')),
      ),
      (fields) => {
        const state = read(new URLSearchParams(fields).toString());
        assert.deepEqual(read(pageHref(state).slice(2)), state);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test('takes a list as commas or as repeated fields', () => {
  assert.deepEqual(read('platform=x,tiktok&platform=bluesky&platform=x').platform, [
    'x',
    'tiktok',
    'bluesky',
  ]);
});

test('any address becomes a query', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), fc.string(), (q, amount) => {
      const { query } = toSearchQuery(
        { ...read(''), q, followersFrom: amount, engagementFrom: amount },
        null,
        1,
      );
      assert.equal(query.nowMs, 1);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('lists the parts that it did not understand', () => {
  const { query, notes } = toSearchQuery(
    read('q=!!!&followers_from=many&engagement_from=3%25&sort=relevance'),
    null,
    1,
  );
  assert.equal(printQuery(query.tree), 'engagement:>=3');
  assert.equal(query.sort, 'followers');
  assert.equal(notes.length, 2);
});

test('reads the numbers of the filters as people write them', () => {
  const asked = (query: string) => printQuery(toSearchQuery(read(query), null, 1).query.tree);
  assert.equal(asked('followers_from=10.000&followers_to=1,5M'), 'followers:>=10k');
  assert.equal(asked('engagement_from=2,5%25'), 'engagement:>=2.5');
  assert.deepEqual(toSearchQuery(read('engagement_from=2,500'), null, 1).notes, []);
  assert.equal(toSearchQuery(read('engagement_from=2,5,0'), null, 1).notes.length, 1);
});

test('plain words become filters, unless the form has the same one or the words are wanted as typed', () => {
  const asked = (query: string) => printQuery(toSearchQuery(read(query), null, 1).query.tree);
  const q = 'q=bakers+in+Germany+over+10k+followers';
  assert.equal(asked(q), 'bakers country:DE followers:>10k');
  assert.equal(asked(`${q}&followers_to=9k`), 'bakers country:DE followers:<=9k');
  assert.equal(asked(`${q}&plain=no`), 'bakers in Germany over 10k followers');
  assert.equal(asked('q=house+of+vans'), 'house of vans');
});
