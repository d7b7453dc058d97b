import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnalysisInput } from '#analytics/engagement/analyze.ts';
import { analyze } from '#analytics/engagement/analyze.ts';
import type { PostCounts } from '#analytics/engagement/sample.ts';
import { LIKELY, MARKED } from '#analytics/enrichment/paid-words.ts';
import { normalizeHashtag } from '#domain/hashtags.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

const account = {
  following: 100,
  postsCount: 50,
  hasBio: true,
  hasLocation: true,
  hasDefaultPicture: false,
};
const posts = (count: number, over: (n: number) => Partial<PostCounts> = () => ({})): PostCounts[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ published_at: NOW - n * DAY, likes: 1, comments: 0, shares: 0, views: null, hashtags: [] },
    ...{ text: `post ${n}`, paid: null },
    ...over(n),
  }));
const run = (over: Partial<AnalysisInput>) =>
  analyze({
    id: 'instagram:1',
    platform: 'instagram',
    followers: 1_000,
    likesHidden: false,
    posts: posts(12),
    fetchedAt: NOW,
    history: [],
    account,
    ...over,
  });
const at = (days: number, followers: number) => ({ at: NOW - days * DAY, followers });

describe('growth', () => {
  const growth = (...history: { at: number; followers: number }[]) => run({ history }).growth;

  it('compares the newest reading with the one closest to 30 days before it, in any order', () => {
    const readings = [at(60, 500), at(33, 900), at(25, 950), at(0, 1_080), at(8, 1_000)];
    const expected = { rate: 0.2, from: at(33, 900), to: at(0, 1_080), reason: null };
    assert.deepEqual(growth(...readings), expected);
    assert.deepEqual(growth(...readings.toReversed()), expected);
  });

  it('takes the older of two readings that are equally close', () => {
    assert.equal(growth(at(0, 1_000), at(28, 500), at(32, 800)).rate, 0.25);
  });

  it('has a reason where no window of 7 to 90 days is covered', () => {
    assert.equal(growth().reason, 'one_reading');
    assert.equal(growth(at(0, 5)).reason, 'one_reading');
    assert.equal(growth(at(0, 5), at(6, 5), at(91, 5)).reason, 'no_reading_in_window');
    assert.equal(growth(at(0, 5), at(7, 0)).reason, 'no_followers');
    assert.equal(growth(at(0, 5), at(90, 5)).rate, 0);
  });
});

describe('sponsored posts', () => {
  const sponsored = (list: PostCounts[]) => run({ posts: list }).sponsored;

  it('counts what the platform declares, what the text marks and what it hints at, each post once', () => {
    const list = posts(10, (n) => {
      if (n === 0) return { paid: true, hashtags: ['ad'] };
      if (n === 1) return { hashtags: ['werbung', 'collab'] };
      if (n === 2) return { text: 'Paid partnership with somebody' };
      if (n === 3) return { hashtags: ['ambassador'] };
      if (n === 4) return { paid: false };
      return {};
    });
    assert.deepEqual(sponsored(list), {
      ...{ share: 0.3, likely_share: 0.4, sample_size: 10 },
      ...{ declared: 1, marked: 2, likely: 1, reason: null },
    });
  });

  it('has no share under six posts that say anything', () => {
    const silent = posts(12, (n) => ({ text: n < 5 ? 'text' : '' }));
    assert.deepEqual([sponsored(silent).share, sponsored(silent).reason], [null, 'too_few_posts']);
    assert.equal(sponsored([]).reason, 'no_posts');
  });

  it('knows its hashtags in the form in which hashtags are stored', () => {
    const tags = [...MARKED, ...LIKELY];
    assert.deepEqual(
      tags.filter((tag) => normalizeHashtag(tag) !== tag),
      [],
    );
    assert.deepEqual(
      [...LIKELY].filter((tag) => MARKED.has(tag)),
      [],
    );
  });
});

describe('authenticity', () => {
  const fired = (over: Partial<AnalysisInput>) =>
    run(over).authenticity?.fired.map(({ rule, value }) => [rule, value]);
  const facts = (over: Partial<typeof account>) => ({ account: { ...account, ...over } });

  it('fires no rule for an ordinary account, and checks all of them', () => {
    const result = run({ history: [at(0, 1_000)] }).authenticity;
    assert.deepEqual([result?.fired, result?.checked.length], [[], 8]);
  });

  it('names each rule that is beyond its limit, and none at its limit', () => {
    assert.deepEqual(fired({ ...facts({ following: 50_000 }) }), [['follows_too_many', 50]]);
    assert.deepEqual(fired({ ...facts({ following: 49_999 }) }), []);
    const spam = (count: number) => posts(10, (n) => (n < count ? { text: `${n} Make money today` } : {}));
    assert.deepEqual(fired({ posts: spam(4) }), [['spam_phrases', 0.4]]);
    assert.deepEqual(fired({ posts: spam(3) }), []);
    const same = (count: number) => posts(10, (n) => (n < count ? { text: 'Buy  now' } : {}));
    assert.deepEqual(fired({ posts: same(4) }), [['repeated_post', 4]]);
    assert.deepEqual(fired({ posts: same(3) }), []);
    const links = (count: number) => posts(20, (n) => (n < count ? { text: `${n} https://a.test` } : {}));
    assert.deepEqual(fired({ posts: links(19) }), [['mostly_links', 0.95]]);
    assert.deepEqual(fired({ posts: links(18) }), []);
    const empty = { hasBio: false, hasLocation: false, following: 101 };
    assert.deepEqual(fired(facts(empty)), [['empty_profile', 101]]);
    assert.deepEqual(fired(facts({ ...empty, following: 100 })), []);
  });

  it('calls an account inactive after 90 days, or with fewer than three posts', () => {
    const old = (days: number) => posts(12, (n) => ({ published_at: NOW - (days + n) * DAY }));
    assert.deepEqual(fired({ posts: old(91) }), [['inactive', 91]]);
    assert.deepEqual(fired({ posts: old(90) }), []);
    assert.deepEqual(fired({ posts: [], ...facts({ postsCount: 2 }) }), [['inactive', 2]]);
    assert.deepEqual(fired({ posts: [], ...facts({ postsCount: 0 }) }), [
      ['never_posted', 0],
      ['inactive', 0],
    ]);
  });

  it('holds the default picture against an account only once it is known for 60 days', () => {
    const plain = facts({ hasDefaultPicture: true });
    assert.deepEqual(fired({ ...plain, history: [at(59, 1)] }), []);
    assert.deepEqual(fired({ ...plain, history: [at(60, 1)] }), [['default_picture', 60]]);
  });

  it('checks no rule whose input is unknown', () => {
    const nothing = {
      ...{ following: null, postsCount: null, hasBio: null, hasLocation: null, hasDefaultPicture: null },
    };
    const result = run({ posts: [], followers: null, account: nothing }).authenticity;
    assert.deepEqual(result, { fired: [], checked: [] });
    assert.equal(run({ account: null }).authenticity, null);
  });
});
