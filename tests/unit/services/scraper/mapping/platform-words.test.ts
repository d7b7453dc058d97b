import assert from 'node:assert/strict';
import { test } from 'node:test';
import { platformInText, platformOfWord } from '#scraper/mapping/platform-words.ts';

test('knows platforms by their usual words', () => {
  const words: [string, string | null][] = [
    ['IG', 'instagram'],
    ['X (Twitter)', 'x'],
    ['YT', 'youtube'],
    ['Twitch', 'twitch'],
    ['Facebook', 'facebook'],
    ['Threads', 'threads'],
    ['youtube.com', 'youtube'],
    ['Snapchat', 'other'],
    ['myspace', null],
    ['', null],
  ];
  for (const [word, platform] of words) assert.equal(platformOfWord(word)?.platform ?? null, platform, word);
});

test('finds the platform in the name of a file, and none where there are two', () => {
  assert.equal(platformInText('top_tiktokers-2022.csv'), 'tiktok');
  assert.equal(platformInText('YouTube Channels'), 'youtube');
  assert.equal(platformInText('x.csv'), null);
  assert.equal(platformInText('instagram-and-tiktok.csv'), null);
});
