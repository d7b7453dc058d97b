import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseColumnMap } from '#scraper/reading/fields/columns.ts';
import { readJsonRow } from '#scraper/sources/files/json-row.ts';
import type { RowContext } from '#scraper/sources/files/profile-row.ts';

const AS_OF = Date.UTC(2022, 2, 1);
const CONTEXT: RowContext = { platform: null, asOf: AS_OF, now: Date.UTC(2023, 0, 1) };
const read = (row: unknown, context: Partial<RowContext> = {}, map: string[] = []) =>
  readJsonRow(row, parseColumnMap(map), { ...CONTEXT, ...context });

test('reads the documented names', () => {
  const reading = read({
    platform: 'instagram',
    username: '@ada',
    native_id: '7',
    followers: '12.3M',
    verified: true,
    bio: ' Hello \u0000',
    url: 'javascript:alert(1)',
    fetched_at: '2022-01-28T12:00:00Z',
    posts: [
      { id: 'b', published_at: 1_640_000_000, text: 'New #Tech', likes: 5, comments: 1 },
      { id: 'a', published_at: 1_650_000_000, likes: -1 },
    ],
  });
  assert.equal(reading.username, 'ada');
  assert.equal(reading.native_id, '7');
  assert.equal(reading.fetched_at, Date.UTC(2022, 0, 28, 12));
  assert.equal(reading.profile?.followers, 12_300_000);
  assert.equal(reading.profile?.bio, 'Hello');
  assert.equal(reading.profile?.url, null);
  assert.deepEqual(
    reading.posts.map((post) => [post.id, post.likes, post.hashtags]),
    [
      ['a', null, []],
      ['b', 5, ['tech']],
    ],
  );
});

test('reads again what the product prints', () => {
  const printed = {
    id: 'x:demo-1-2',
    username: 'ada',
    platform: 'x',
    followers: 10,
    engagement_rate: 0.1,
    avatar_url: '/avatars/initials/x.svg',
    engagement: { formula: 'interactions_per_follower' },
    fetched_at: '2022-01-28T12:00:00.000Z',
    source: 'demo',
  };
  const reading = read(printed);
  assert.deepEqual([reading.native_id, reading.source, reading.avatar], ['demo-1-2', 'demo', null]);
  assert.equal(read({ ...printed, id: 'x:@ada', source: 'mine' }).native_id, null);
  assert.throws(() => read({ ...printed, id: 'tiktok:1' }), /id: names tiktok, the row is of x/);
});

test('maps fields as told, and says what a row is missing', () => {
  assert.equal(read({ login: 'ada' }, { platform: 'github' }, ['username=login']).username, 'ada');
  const faults: [unknown, Partial<RowContext>, RegExp][] = [
    [{ username: 'ada' }, {}, /no platform: add --platform/],
    [{ platform: 'x' }, {}, /no username/],
    [{ username: 'ada', platform: 'x' }, { asOf: null }, /no date: add --as-of/],
    [{ username: 'ada', platform: 'x', followers: 'many' }, {}, /followers: "many" is not a count/],
    [{ username: 'ada', platform: 'x', posts: 'none' }, {}, /posts: not a list/],
    [{ username: 'ada', platform: 'x', posts: Array(10_001).fill({}) }, {}, /posts: more than 10000/],
    [{ username: 'ada', platform: 'x', posts: [1] }, {}, /posts: item 1 is not an object/],
    [['ada'], {}, /not a JSON object/],
    [null, {}, /not a JSON object/],
    [{ kind: 'youtube#searchResult' }, {}, /"youtube#searchResult" is neither/],
  ];
  for (const [row, context, message] of faults) {
    assert.throws(() => read(row, context), { name: 'RowError', message });
  }
});

test('keeps the hundred newest posts, each once, with lasting ids for those that have none', () => {
  const posts = Array.from({ length: 150 }, (_, index) => ({
    published_at: 1_600_000_000 + index,
    likes: index,
  }));
  const reading = read({ username: 'ada', platform: 'x', posts: [...posts, ...posts] });
  assert.equal(reading.posts.length, 100);
  assert.equal(reading.posts[0]?.likes, 149);
  const later = posts.map((post) => ({ ...post, likes: post.likes + 1 }));
  const again = read({ username: 'ada', platform: 'x', posts: later });
  assert.deepEqual(
    again.posts.map((post) => post.id),
    reading.posts.map((post) => post.id),
  );
});

test('reads an Instagram profile with its history; -1 likes are hidden', () => {
  const row = {
    account: 'ada',
    id: '99',
    biography: 'Maths',
    full_name: 'Ada L',
    category_name: 'Education',
    country_code: 'GB',
    followers: 200,
    is_verified: true,
    timestamp: '2022-01-28T12:00:00.000Z',
    posts: [
      { id: '1', datetime: 1_643_000_000, caption: 'Hi #maths', likes: -1, comments: 2, video_view_count: 9 },
    ],
    changelog: [
      { timestamp: '2021-07-04T00:00:00.000Z', followers: 150, following: 1, posts_count: 2 },
      { timestamp: 'bad', followers: 1 },
    ],
  };
  const reading = read(row, { asOf: null });
  assert.deepEqual([reading.platform, reading.native_id, reading.username], ['instagram', '99', 'ada']);
  assert.deepEqual([reading.profile?.category, reading.profile?.display_name], ['Education', 'Ada L']);
  assert.equal(reading.profile?.likes_hidden, true);
  assert.deepEqual(
    reading.posts.map(({ likes, comments, views, hashtags }) => [likes, comments, views, hashtags]),
    [[null, 2, 9, ['maths']]],
  );
  assert.deepEqual(reading.history, [
    { at: Date.UTC(2021, 6, 4), followers: 150, following: 1, posts_count: 2 },
  ]);
});

test('reads a YouTube channel; a hidden subscriber count is unknown', () => {
  const row = {
    kind: 'youtube#channel',
    id: 'UC1',
    snippet: { title: 'Ada', description: 'Maths', customUrl: '@ada', country: 'GB' },
    statistics: { subscriberCount: '1000', hiddenSubscriberCount: false, videoCount: '12' },
  };
  const reading = read(row);
  assert.deepEqual([reading.platform, reading.native_id, reading.username], ['youtube', 'UC1', 'ada']);
  assert.deepEqual([reading.profile?.followers, reading.profile?.posts_count], [1_000, 12]);
  assert.equal(
    read({ ...row, statistics: { ...row.statistics, hiddenSubscriberCount: true } }).profile?.followers,
    null,
  );
  assert.equal(read({ ...row, snippet: {} }).username, 'UC1');
});

test('a YouTube video is a post of its channel; absent likes are hidden', () => {
  const row = {
    kind: 'youtube#video',
    id: 'v1',
    snippet: {
      channelId: 'UC1',
      title: 'Sums',
      description: '#maths',
      tags: ['Algebra'],
      publishedAt: '2022-01-01T00:00:00Z',
    },
    statistics: { viewCount: '10', commentCount: '1' },
  };
  const reading = read(row);
  assert.deepEqual([reading.native_id, reading.username, reading.profile], ['UC1', null, null]);
  const [post] = reading.posts;
  assert.deepEqual([post?.id, post?.likes, post?.comments, post?.views], ['v1', null, 1, 10]);
  assert.deepEqual([post?.text, post?.hashtags], ['Sums\n#maths', ['maths', 'algebra']]);
  assert.throws(() => read({ ...row, snippet: {} }), /no channelId/);
});
