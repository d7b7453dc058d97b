import { it } from 'node:test';
import fc from 'fast-check';
import { LIKELY, MARKED } from '#analytics/enrichment/paid-words.ts';
import type { Platform } from '#domain/platform.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { assertSameMetrics } from '#tests/support/metrics/compare-metrics.ts';

const NOW = 1_700_000_000_000;
const DAY = 86_400_000;
const count = (max: number) => fc.option(fc.nat({ max }), { nil: null });
const flag = fc.option(fc.boolean(), { nil: null });
const tag = fc.constantFrom('a', 'b', 'c', [...MARKED][0] ?? '', [...LIKELY][0] ?? '');
const text = fc.constantFrom('', 'same text', 'make money', 'https://a.test', 'Paid partnership', 'other');
const post = fc.record({
  published_at: fc.option(fc.integer({ min: NOW - 200 * DAY, max: NOW + DAY }), { nil: null }),
  likes: count(5_000),
  comments: count(100),
  shares: count(100),
  views: count(100_000),
  hashtags: fc.array(tag, { maxLength: 4 }),
  text,
  paid: flag,
});
const input = fc.record({
  id: fc.constant('any:1'),
  platform: fc.constantFrom<Platform>(...PLATFORMS),
  followers: count(1_000_000),
  likesHidden: fc.boolean(),
  posts: fc.array(post, { maxLength: 40 }),
  fetchedAt: fc.constant(NOW),
  history: fc.array(
    fc.record({ at: fc.integer({ min: NOW - 120 * DAY, max: NOW }), followers: fc.nat({ max: 1_000 }) }),
    { maxLength: 6 },
  ),
  account: fc.option(
    fc.record({
      following: count(100_000),
      postsCount: count(5),
      hasBio: flag,
      hasLocation: flag,
      hasDefaultPicture: flag,
    }),
    { nil: null },
  ),
});

it('two implementations agree on every figure of arbitrary profiles', () => {
  fc.assert(
    fc.property(input, (profile) => {
      assertSameMetrics(profile);
    }),
    { numRuns: 1_000 },
  );
});
