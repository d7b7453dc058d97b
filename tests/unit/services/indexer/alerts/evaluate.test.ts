import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createQueryMatcher } from '#adapters/search/matcher/query-matcher.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import type { AlertRules } from '#contract/saved/saved-search.ts';
import { NO_ALERTS } from '#contract/saved/saved-search.ts';
import type { Profile } from '#domain/profile.ts';
import { evaluate, isWatched } from '#indexer/alerts/evaluate.ts';
import type { WatchState } from '#runtime/alerts/alert-keys.ts';
import { makeProfile } from '#tests/contract/search-index/fixtures.ts';
import { NEW_YEAR } from '#tests/support/profile-events.ts';

const compile = createQueryMatcher();

/** Feeds one person's profiles, one after the other, and gives the alerts of each. */
function follow(query: string, rules: Partial<AlertRules>, profiles: readonly (Profile | undefined)[]) {
  const search = {
    v: 1,
    id: 's',
    name: 'S',
    query,
    created_at: '',
    alerts: { ...NO_ALERTS, ...rules },
    to: [],
  };
  const watch = { search: { ...search, v: 1 as const }, test: compile(parseQuery(query).tree) };
  let state: WatchState | undefined;
  const ids: string[] = [];
  const raised = profiles.slice(1).map((after, i) => {
    const change = { before: profiles[i], after: after as Profile, version: i + 1 };
    if (!isWatched(watch, change, NEW_YEAR)) return [];
    const next = evaluate(watch, change, state, NEW_YEAR);
    ids.push(...(next?.pending ?? []).map(({ id }) => id));
    if (next !== null) state = { ...next, pending: [] };
    return (next?.pending ?? []).map(({ kind, figures }) =>
      figures === null ? kind : `${kind} ${Math.round(figures.change * 100)}`,
    );
  });
  assert.equal(new Set(ids).size, ids.length, 'each alert has an id of its own');
  return { raised, state };
}

const withFollowers = (followers: number) => makeProfile({ id: 'x:1', bio: 'bread', followers });
const withRate = (rate: number | null, denominator: 'followers' | 'views' = 'followers') =>
  makeProfile({
    id: 'x:1',
    bio: 'bread',
    engagement_rate: rate,
    engagement: { ...makeProfile({ id: 'x:1' }).engagement, denominator },
  });
const withGrowth = (rate: number | null) =>
  makeProfile({
    id: 'x:1',
    bio: 'bread',
    growth: {
      rate,
      from_followers: 1_000,
      to_followers: 1_000,
      from: null,
      to: null,
      window_days: 30,
      reason: null,
    },
  });

describe('a new match', () => {
  const rules = { new_matches: true };

  it('is reported once for each person, however often the person leaves and returns', () => {
    const counts = [500, 1_500, 800, 1_500, 400, 2_000];
    const { raised } = follow('bread followers:1k..', rules, counts.map(withFollowers));
    assert.deepEqual(raised, [['new_match'], [], [], [], []]);
  });

  it('is a person who was never seen before, and not one who matched when the search was saved', () => {
    assert.deepEqual(follow('bread', rules, [undefined, withFollowers(10)]).raised, [['new_match']]);
    assert.deepEqual(follow('bread', rules, [withFollowers(10), withFollowers(20)]), {
      raised: [[]],
      state: undefined,
    });
  });

  it('is not reported without the rule', () => {
    assert.deepEqual(follow('bread', { growth_over: 5 }, [undefined, withFollowers(10)]).raised, [[]]);
  });
});

describe('growth', () => {
  const rules = { growth_over: 10 };

  it('is reported when it passes the limit, and again only after it fell below four fifths of it', () => {
    const rates = [0.02, 0.12, 0.09, 0.11, 0.081, 0.13, 0.07, 0.11];
    const { raised } = follow('bread', rules, rates.map(withGrowth));
    assert.deepEqual(raised, [['growth 12'], [], [], [], [], [], ['growth 11']]);
  });

  it('is not reported when it was above the limit before, also when it dips', () => {
    const { raised } = follow('bread', rules, [0.2, 0.3, 0.095, 0.12].map(withGrowth));
    assert.deepEqual(raised, [[], [], []]);
  });

  it('that is not known changes nothing', () => {
    const { raised } = follow('bread', rules, [0.02, null, 0.12, null, 0.12].map(withGrowth));
    assert.deepEqual(raised, [[], ['growth 12'], [], []]);
  });
});

describe('falling engagement', () => {
  const rules = { engagement_falls_over: 20 };

  it('is measured from the highest rate since the last alert, also in small steps', () => {
    const rates = [0.03, 0.029, 0.026, 0.0239, 0.0238, 0.022, 0.019];
    const { raised } = follow(
      'bread',
      rules,
      rates.map((rate) => withRate(rate)),
    );
    assert.deepEqual(raised, [[], [], ['engagement_fall -20'], [], [], ['engagement_fall -21']]);
  });

  it('of exactly the limit is not more than the limit', () => {
    assert.deepEqual(follow('bread', rules, [withRate(0.03), withRate(0.024)]).raised, [[]]);
  });

  it('is reported for a person whom it takes out of the search', () => {
    const { raised } = follow('engagement:>2.5', rules, [withRate(0.03), withRate(0.02)]);
    assert.deepEqual(raised, [['engagement_fall -33']]);
  });

  it('compares no rates of different kinds, and remembers the rate while none is known', () => {
    assert.deepEqual(follow('bread', rules, [withRate(0.03), withRate(0.01, 'views')]).raised, [[]]);
    assert.deepEqual(follow('bread', rules, [withRate(0.03), withRate(null), withRate(0.02)]).raised, [
      [],
      ['engagement_fall -33'],
    ]);
  });
});

it('one change raises an alert of each kind, with a state that raises none again', () => {
  const rules = { new_matches: true, growth_over: 5, engagement_falls_over: 5 };
  const before = { ...withRate(0.03), bio: 'none', growth: withGrowth(0.01).growth as never };
  const after = { ...withRate(0.02), growth: withGrowth(0.09).growth as never };
  const { raised } = follow('bread', rules, [before, after, after]);
  assert.deepEqual(raised, [['new_match', 'growth 9', 'engagement_fall -33'], []]);
});
