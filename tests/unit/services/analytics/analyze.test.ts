import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnalysisInput } from '#analytics/engagement/analyze.ts';
import { analyze } from '#analytics/engagement/analyze.ts';
import type { PostCounts } from '#analytics/engagement/sample.ts';

const DAY = 86_400_000;
const NOW = 1_700_000_000_000;

const post = (over: Partial<PostCounts> = {}): PostCounts => ({
  published_at: NOW - DAY,
  likes: 10,
  comments: 0,
  shares: null,
  views: null,
  hashtags: [],
  text: '',
  paid: null,
  ...over,
});

/** Posts with these likes, one a day, newest first. */
const liked = (...likes: (number | null)[]) =>
  likes.map((count, i) => post({ likes: count, published_at: NOW - (i + 1) * DAY }));

const input = (over: Partial<AnalysisInput> = {}): AnalysisInput => ({
  id: 'instagram:1',
  platform: 'instagram',
  followers: 1_000,
  likesHidden: false,
  posts: [],
  fetchedAt: NOW,
  history: [],
  account: null,
  ...over,
});

describe('engagement per follower', () => {
  it('is the median of (likes + comments + shares) / followers', () => {
    // Rates 0.01, 0.02, 0.03, 0.04, 0.05, 0.09 with the comments and shares of the first: (6 + 3 + 1) / 1000.
    const posts = liked(6, 20, 30, 40, 50, 90);
    posts[0] = post({ likes: 6, comments: 3, shares: 1 });
    const { engagement } = analyze(input({ posts }));
    assert.deepEqual(engagement, {
      formula: 'interactions_per_follower',
      denominator: 'followers',
      sample_size: 6,
      window_days: 5,
      median: 0.035,
      mean: 0.04,
      low: 0.01,
      high: 0.09,
      confidence: 0.96875,
      reason: null,
    });
  });

  it('takes the last twelve posts', () => {
    const posts = liked(...Array.from({ length: 12 }, () => 10), 9_000, 9_000, 9_000);
    const { engagement } = analyze(input({ posts }));
    assert.deepEqual([engagement.sample_size, engagement.median, engagement.mean], [12, 0.01, 0.01]);
    assert.equal(engagement.window_days, 11);
  });

  it('takes undated posts last, and posts of the same time as given', () => {
    const dated = liked(...Array.from({ length: 11 }, () => 10));
    const undated = [post({ published_at: null, likes: 10 }), post({ published_at: null, likes: 5_000 })];
    assert.equal(analyze(input({ posts: [...undated, ...dated] })).engagement.mean, 0.01);
  });

  it('leaves out posts that are dated after the reading', () => {
    const posts = [...liked(10, 10, 10, 10, 10, 10), post({ published_at: NOW + 1, likes: 900 })];
    const { engagement, lastPostAt } = analyze(input({ posts }));
    assert.deepEqual([engagement.sample_size, lastPostAt], [6, NOW - DAY]);
  });

  it('does not count a post with unknown likes, nor an older one in its place', () => {
    const likes = [null, null, ...Array.from({ length: 10 }, () => 10), 900];
    const { engagement } = analyze(input({ posts: liked(...likes) }));
    assert.deepEqual([engagement.sample_size, engagement.mean], [10, 0.01]);
  });

  it('is above 1 where a post has more interactions than the account has followers', () => {
    const posts = liked(3_000, 3_000, 3_000, 3_000, 3_000, 3_000);
    assert.equal(analyze(input({ posts })).engagement.median, 3);
  });

  it('is 0 without interactions, and 0 has no reason', () => {
    const { engagement } = analyze(input({ posts: liked(0, 0, 0, 0, 0, 0) }));
    assert.deepEqual([engagement.median, engagement.reason], [0, null]);
  });
});

describe('engagement per view', () => {
  const viewed = (count: number, over: Partial<PostCounts>) =>
    Array.from({ length: count }, (_, i) => post({ published_at: NOW - (i + 1) * DAY, ...over }));

  it('counts likes, comments and shares on TikTok', () => {
    const posts = viewed(6, { likes: 60, comments: 30, shares: 10, views: 1_000 });
    const { engagement } = analyze(input({ platform: 'tiktok', followers: null, posts }));
    assert.deepEqual(
      [engagement.formula, engagement.denominator, engagement.median],
      ['interactions_per_view', 'views', 0.1],
    );
  });

  it('counts likes and comments on YouTube', () => {
    const posts = viewed(6, { likes: 60, comments: 30, shares: 10, views: 1_000 });
    assert.equal(analyze(input({ platform: 'youtube', posts })).engagement.median, 0.09);
  });

  it('takes the last thirty', () => {
    const posts = viewed(40, { views: 100 });
    assert.equal(analyze(input({ platform: 'youtube', posts })).engagement.sample_size, 30);
  });

  it('leaves out posts without views', () => {
    const posts = [...viewed(7, { views: 100 }), post({ views: 0 }), post()];
    assert.equal(analyze(input({ platform: 'tiktok', posts })).engagement.sample_size, 7);
  });
});

describe('no engagement rate', () => {
  const six = liked(10, 10, 10, 10, 10, 10);
  const cases: [string, Partial<AnalysisInput>, string, number][] = [
    ['without posts', { posts: [] }, 'no_posts', 0],
    ['with posts of the future only', { posts: [post({ published_at: NOW + 1 })] }, 'no_posts', 0],
    ['with five posts', { posts: six.slice(1) }, 'too_few_posts', 5],
    ['where the account hides its likes', { posts: six, likesHidden: true }, 'likes_hidden', 0],
    ['where most posts hide their likes', { posts: liked(1, 2, 3, 4, 5, null) }, 'likes_hidden', 5],
    ['without a follower count', { posts: six, followers: null }, 'followers_unknown', 0],
    ['without followers', { posts: six, followers: 0 }, 'no_followers', 0],
    ['without views', { posts: six, platform: 'tiktok' }, 'views_unknown', 0],
    [
      'with hidden likes and views',
      { posts: liked(...six.map(() => null)), platform: 'youtube' },
      'likes_hidden',
      0,
    ],
  ];
  for (const [name, over, reason, sample] of cases) {
    it(`is null ${name}`, () => {
      const { engagement } = analyze(input(over));
      const { median, mean, low, high, confidence } = engagement;
      assert.deepEqual([median, mean, low, high, confidence], [null, null, null, null, null]);
      assert.deepEqual([engagement.reason, engagement.sample_size], [reason, sample]);
    });
  }
});

describe('activity', () => {
  it('counts the steps between the dated posts of the sample over the time they span', () => {
    // Three posts over two weeks: two steps in two weeks.
    const posts = [0, 7, 14].map((days) => post({ published_at: NOW - days * DAY }));
    assert.equal(analyze(input({ posts })).postsPerWeek, 1);
  });

  it('has no frequency for fewer than two dated posts, nor for posts of one moment', () => {
    assert.equal(analyze(input({ posts: [post()] })).postsPerWeek, null);
    assert.equal(analyze(input({ posts: [post(), post()] })).postsPerWeek, null);
    assert.equal(analyze(input({ posts: [post(), post({ published_at: null })] })).postsPerWeek, null);
  });

  it('has no last post where none is dated', () => {
    const { lastPostAt, engagement } = analyze(input({ posts: [post({ published_at: null })] }));
    assert.deepEqual([lastPostAt, engagement.window_days], [null, null]);
  });

  it('rounds the window up to whole days', () => {
    const posts = [post(), post({ published_at: NOW - 2 * DAY - 1 })];
    assert.equal(analyze(input({ posts })).engagement.window_days, 2);
  });
});

describe('topics', () => {
  const topicNames = (posts: PostCounts[]) => analyze(input({ posts })).topics.map(({ topic }) => topic);

  const tagged = (...lists: string[][]) => lists.map((hashtags) => post({ hashtags }));

  it('are the hashtags of two posts at least, most used first, ties in alphabetical order', () => {
    const posts = tagged(['b', 'go', 'once'], ['a', 'go'], ['b', 'a', 'go']);
    assert.deepEqual(topicNames(posts), ['go', 'a', 'b']);
  });

  it('count a hashtag once a post', () => {
    assert.deepEqual(topicNames(tagged(['spam', 'spam', 'spam'])), []);
  });

  it('are ten at most, from all posts', () => {
    const many = Array.from({ length: 12 }, (_, i) => `tag${String(i).padStart(2, '0')}`);
    const posts = [...liked(...Array.from({ length: 30 }, () => 1)), ...tagged(many, many)];
    assert.deepEqual(topicNames(posts), many.slice(0, 10));
  });
});

it('answers the same whatever the order of the posts', () => {
  const dates = fc.option(
    fc.nat({ max: 9 }).map((days) => NOW - days * DAY),
    { freq: 9 },
  );
  const likes = fc.nat({ max: 999 });
  const lists = fc
    .array(fc.record({ published_at: dates, likes }), { maxLength: 40 })
    .map((list) => list.map((fields, i) => post({ ...fields, hashtags: ['x', `h${i % 5}`] })));
  const orders = lists.chain((posts) =>
    fc.tuple(fc.constant(posts), fc.shuffledSubarray(posts, { minLength: posts.length })),
  );
  fc.assert(
    fc.property(orders, ([posts, shuffled]) => {
      assert.equal(
        JSON.stringify(analyze(input({ posts: shuffled }))),
        JSON.stringify(analyze(input({ posts }))),
      );
    }),
    { numRuns: 200, seed: 7 },
  );
});
