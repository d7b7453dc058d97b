import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeader } from '#scraper/mapping/read-header.ts';

test('knows headers in any language, case and spelling', () => {
  const known: [string, string][] = [
    ['Nick', 'username'],
    ['screen_name', 'username'],
    ['Kullanıcı Adı', 'username'],
    ['ユーザー名', 'username'],
    ['Instagram Handle', 'username'],
    ['followersCount', 'followers'],
    ['Follower Count', 'followers'],
    ['Subscribers', 'followers'],
    ['Fans', 'followers'],
    ['Takipçi', 'followers'],
    ['Abonnés', 'followers'],
    ['Подписчики', 'followers'],
    ['フォロワー数', 'followers'],
    ['عدد المتابعين', 'followers'],
    ['Number of followers', 'followers'],
    ['IG Followers 2024', 'followers'],
    ['edge_followed_by count', 'followers'],
    ['Likes avg', 'reported_likes'],
    ['\nViews (Avg.)', 'reported_views'],
    ['Avg. Engagement Rate', 'reported_engagement_rate'],
    ['Engagement Rate (60 days)', 'reported_engagement_rate'],
    ['Eng. (Avg.)', 'reported_interactions'],
    ['Eng. (Auth.)', 'not_held'],
    ['s.no', 'row_number'],
    ['Größe', 'none'],
    ['', 'none'],
  ];
  for (const [header, meaning] of known) assert.equal(readHeader(header)?.meaning ?? 'none', meaning, header);
});

test('reads the scale and the platform out of a header', () => {
  assert.equal(readHeader('Subscribers (millions)')?.scale, 1e6);
  assert.equal(readHeader('followers (in thousands)')?.scale, 1e3);
  assert.equal(readHeader('Youtube channel')?.platform, 'youtube');
  assert.equal(readHeader('\u001b[31mname\u001b[0m')?.meaning, 'name');
});
