import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProfileAddress } from '#scraper/mapping/profile-address.ts';

test('reads handles and ids out of addresses of profiles', () => {
  const read: [string, string][] = [
    ['https://www.instagram.com/anna.example/?hl=en', 'instagram anna.example null'],
    ['instagram.com/bob_example', 'instagram bob_example null'],
    ['https://www.tiktok.com/@carol.example?lang=de', 'tiktok carol.example null'],
    ['https://www.tiktok.com/@carol/video/1', 'tiktok carol null'],
    ['https://m.youtube.com/@chan', 'youtube chan null'],
    [
      'https://www.youtube.com/channel/UC0000000000000000000001/videos',
      'youtube null UC0000000000000000000001',
    ],
    ['https://twitter.com/ada', 'x ada null'],
    ['https://x.com/ada/status/1', 'x ada null'],
    ['https://bsky.app/profile/fay.example.org', 'bluesky fay.example.org null'],
    ['https://github.com/ada', 'github ada null'],
    ['https://www.threads.net/@ada', 'threads ada null'],
    ['https://www.facebook.com/profile.php?id=100012345678', 'facebook null 100012345678'],
    ['https://de-de.facebook.com/ada', 'facebook ada null'],
    ['https://www.linkedin.com/in/ada-l/', 'linkedin ada-l null'],
    ['https://pinterest.co.uk/ada', 'pinterest ada null'],
    ['https://www.twitch.tv/ada', 'twitch ada null'],
    ['https://example.social/@gil', 'mastodon gil@example.social null'],
  ];
  for (const [address, expected] of read) {
    const found = readProfileAddress(address);
    assert.equal(`${found?.platform} ${found?.handle} ${found?.nativeId}`, expected, address);
  }
});

test('addresses of posts and of other sites name no profile', () => {
  const none = [
    'https://www.instagram.com/p/C0/',
    'https://www.instagram.com/reel/C0',
    'https://youtu.be/x',
    'https://x.com/search?q=a',
    'https://example.org/ada',
    'ada',
    'ada.example',
    'javascript:alert(1)',
    'https://www.tiktok.com/tag/food',
  ];
  for (const address of none) assert.equal(readProfileAddress(address), null, address);
});
