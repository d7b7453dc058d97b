import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecord } from '#tests/support/read-record.ts';

const AS_OF = Date.UTC(2022, 2, 1);
const NOW = Date.UTC(2023, 0, 1);
const read = (row: unknown, options: Parameters<typeof readRecord>[1] = {}, map: string[] = []) =>
  readRecord(row, { asOf: AS_OF, now: NOW, ...options, map }).reading;

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
  assert.throws(() => read({ ...printed, id: 'tiktok:1' }), /id: belongs to tiktok, but the row is for x/);
});

test('maps fields as told, and says what a row is missing', () => {
  assert.equal(read({ login: 'ada' }, { platform: 'github' }, ['username=login']).username, 'ada');
  const faults: [unknown, Parameters<typeof readRecord>[1], RegExp][] = [
    [{ username: 'ada' }, {}, /no platform: add --platform/],
    [{ platform: 'x' }, {}, /no username/],
    [{ username: 'ada', platform: 'myspace' }, {}, /unknown platform: "myspace"/],
    [{ username: 'ada', platform: 'x' }, { asOf: null }, /no date: add --as-of/],
    [['ada'], {}, /not a JSON object/],
    [null, {}, /not a JSON object/],
    [{ kind: 'youtube#searchResult' }, {}, /"youtube#searchResult" is neither/],
  ];
  for (const [row, options, message] of faults) {
    assert.throws(() => read(row, options), { name: 'RowError', message });
  }
});

test('a value that cannot be read costs its field and is counted by name, not the row', () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ followers: 'many' }, 'followers: not a count'],
    [{ followers: '<1000' }, 'followers: only a lower or upper bound'],
    [{ posts: 'some' }, 'posts: not a list'],
    [{ posts: [1] }, 'posts: not an object'],
    [{ posts: Array(10_001).fill({ likes: 1 }) }, 'posts: more than 10000 of them'],
    [{ fetched_at: '2022' }, 'fetched_at: not a date'],
    [{ fetched_at: '2030-01-01' }, 'fetched_at: in the future'],
    [{ engagement_rate: 'high' }, 'reported_engagement_rate: not a rate'],
  ];
  for (const [row, fault] of cases) {
    const { reading, faults } = readRecord(
      { username: 'ada', platform: 'x', ...row },
      { asOf: AS_OF, now: NOW },
    );
    assert.equal(reading.username, 'ada');
    assert.deepEqual(
      faults.map(({ field, reason }) => `${field}: ${reason}`),
      [fault],
    );
  }
});

test('a bare text is a handle, or the address of a profile', () => {
  assert.equal(read('ada', { platform: 'x' }).username, 'ada');
  const reading = read('https://www.tiktok.com/@ada');
  assert.deepEqual([reading.platform, reading.username], ['tiktok', 'ada']);
});

test('figures that a list states stand apart from what is measured', () => {
  const reading = read({
    username: 'ada',
    platform: 'x',
    engagement_rate: '3.1%',
    avgLikes: '1.5K',
    avg_comments: 12.5,
  });
  assert.deepEqual(reading.profile?.reported, {
    formula: 'reported_by_source',
    engagement_rate: 0.031,
    likes: 1_500,
    comments: 12.5,
    shares: null,
    views: null,
    interactions: null,
  });
  assert.equal('reported' in (read({ username: 'ada', platform: 'x' }).profile ?? {}), false);
});

test('two platforms that are held as other do not share a person', () => {
  const ids = ['Snapchat', 'Kick'].map((platform) => read({ username: 'ada', platform }).native_id);
  assert.deepEqual(ids, ['snapchat:ada', 'kick:ada']);
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

test('reads what the platform says about payment, in any notation, and nothing where it says nothing', () => {
  const flags = [{ is_paid_partnership: true }, { isSponsored: 'no' }, { isAd: 1 }, {}];
  const posts = flags.map((flag, n) => ({ id: `p${n}`, published_at: 1_640_000_000 - n, likes: 1, ...flag }));
  const reading = read({ platform: 'instagram', username: 'ada', posts });
  assert.deepEqual(
    reading.posts.map(({ sponsored }) => sponsored),
    [true, false, true, undefined],
  );
});
