import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readProfileUrl } from '#domain/profile-url.ts';

describe('readProfileUrl', () => {
  const cases: [url: string, expected: string | null][] = [
    ['https://www.instagram.com/ada.vale/', 'instagram ada.vale'],
    ['instagram.com/ada?igsh=1', 'instagram ada'],
    ['https://www.instagram.com/p/Cabc/', null],
    ['HTTPS://WWW.TIKTOK.COM/@ada_vale/video/7', 'tiktok ada_vale'],
    ['https://www.youtube.com/@AdaVale/videos', 'youtube AdaVale'],
    ['https://m.youtube.com/c/AdaVale', 'youtube AdaVale'],
    ['https://youtube.com/channel/UCabcdefghijklmnopqrstuv', 'youtube #UCabcdefghijklmnopqrstuv'],
    ['https://www.youtube.com/watch?v=abc', null],
    ['https://twitter.com/ada', 'x ada'],
    ['x.com/ada/status/1', 'x ada'],
    ['https://x.com/search?q=a', null],
    ['https://github.com/ada-vale/repo', 'github ada-vale'],
    ['https://bsky.app/profile/ada.example.com', 'bluesky ada.example.com'],
    ['https://bsky.app/profile/did:plc:abc123', 'bluesky #did:plc:abc123'],
    ['https://mastodon.social/@ada', 'mastodon ada@mastodon.social'],
    ['https://mastodon.social/@ada@other.example', 'mastodon ada@other.example'],
    ['https://example.com/ada', null],
    ['instagram.com', null],
    ['ada', null],
    ['https://', null],
    ['x.com/%E0%A4%A', null],
  ];
  for (const [url, expected] of cases)
    it(`reads ${url}`, () => {
      const address = readProfileUrl(url);
      assert.equal(
        address &&
          `${address.platform} ${address.native_id === null ? address.handle : `#${address.native_id}`}`,
        expected,
      );
    });
});
