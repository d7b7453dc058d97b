import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { drawPicture } from '#scraper/sources/demo/picture.ts';
import { demoProfile, demoProfiles } from '#scraper/sources/demo/profiles.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { createPlainEventBuilder } from '#tests/support/event-builder.ts';

const COUNT = 4_000;
const profiles = [...demoProfiles({ count: COUNT, seed: 1 })];
const share = (holds: (text: string) => boolean) =>
  profiles.filter((one) => {
    const words = [one.username, one.profile?.display_name, one.profile?.category, one.profile?.bio];
    return holds([...words, ...one.posts.flatMap((post) => post.hashtags)].join(' ').toLowerCase());
  }).length / COUNT;

test('a profile depends on the seed and its number alone', () => {
  assert.deepEqual(profiles[37], demoProfile(1, 37));
  assert.deepEqual([...demoProfiles({ count: 3, seed: 1 })], profiles.slice(0, 3));
  assert.notDeepEqual(demoProfile(2, 37).posts, profiles[37]?.posts);
  assert.notDeepEqual(demoProfile(2 ** 33 + 1, 37).posts, profiles[37]?.posts);
});

test('stays the same from release to release', () => {
  const { message } = createPlainEventBuilder()(demoProfile(1, 0));
  assert.equal(message.id, 'babf1e7dc68ff84fb20b096e630ad1697863f9c912e6ea975ef0b73cf4191d31');
});

test('every profile has a bio, 12 to 30 posts, its own id and handle, and is labelled', () => {
  const handles = new Set<string>();
  for (const [index, one] of profiles.entries()) {
    assert.equal(one.source, 'demo');
    assert.equal(one.native_id, `demo-1-${index}`);
    assert.ok(one.profile?.bio);
    assert.ok(one.posts.length >= 12 && one.posts.length <= 30);
    assert.equal(one.avatar !== null, index % 10 === 0);
    for (const post of one.posts) {
      assert.ok((post.published_at ?? 0) < one.fetched_at);
      assert.equal(post.likes === null, one.profile?.likes_hidden);
    }
    handles.add(`${one.platform} ${one.username}`);
  }
  assert.equal(handles.size, COUNT);
  assert.deepEqual([...new Set(profiles.map((one) => one.platform))].sort(), [
    'bluesky',
    'github',
    'instagram',
    'mastodon',
    'tiktok',
    'x',
    'youtube',
  ]);
});

test('the words that searches are tried with are as frequent as they should be', () => {
  const tech = share((text) => /(?<![\p{L}\p{N}])tech/u.test(text));
  assert.ok(tech > 0.05 && tech < 0.08, `tech: ${tech}`);
  const creator = share((text) => /(?<![\p{L}\p{N}])creator(?![\p{L}\p{N}])/u.test(text));
  assert.ok(creator > 0.31 && creator < 0.36, `creator: ${creator}`);
});

test('audiences reach from small to very large around a middle of some thousands', () => {
  const followers = profiles.map((one) => one.profile?.followers ?? 0).sort((a, b) => a - b);
  const median = followers[COUNT / 2] as number;
  assert.ok(median > 8_000 && median < 20_000, `median ${median}`);
  assert.ok((followers[10] as number) < 1_000);
  assert.ok((followers.at(-10) as number) > 1_000_000);
});

test('pictures are PNGs of about 2 KB with as many pixels as they say', () => {
  const picture = drawPicture(createRandom(9));
  assert.ok(picture.length > 1_800 && picture.length < 2_400, `${picture.length} bytes`);
  const [width, height] = [picture.readUInt32BE(16), picture.readUInt32BE(20)];
  const data = picture.subarray(41, 41 + picture.readUInt32BE(33));
  assert.equal(inflateSync(data).length, height * (1 + width * 3));
});
