import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { encodeAnalysis } from '#analytics/encode-response.ts';
import type { AnalysisInput } from '#analytics/engagement/analyze.ts';
import { analyze } from '#analytics/engagement/analyze.ts';
import { analyzeTexts } from '#analytics/text/analyze-texts.ts';
import { percentileRank } from '#api/percentiles.ts';
import type { Platform } from '#domain/platform.ts';
import { tierOf } from '#domain/tier.ts';
import { enrichmentOf, evidenceOf } from '#indexer/document/enrichment.ts';

interface Given {
  platform?: Platform;
  followers?: number | null | (number | null)[];
  likes?: number[];
  comments?: number[];
  shares?: number[];
  views?: number[];
  /** Default: one post a day. */
  days_ago?: number[];
  hashtags?: string[][];
  texts?: string[];
  paid?: (boolean | null)[];
  history?: { days_ago: number; followers: number }[];
  account?: {
    following?: number;
    posts_count?: number;
    has_bio?: boolean;
    has_location?: boolean;
    has_default_picture?: boolean;
  };
  display_name?: string;
  bio?: string;
  lowest?: number;
  highest?: number;
  rate?: number;
}

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const text = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
const sections = text.split(/^#{2,3} /m).slice(1);
const examples = sections.flatMap((section) => {
  const [title = ''] = section.split('\n');
  return [...section.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json = ''], n) => ({
    name: `${title} ${n + 1}`,
    ...(JSON.parse(json) as { given: Given; then: Record<string, unknown> }),
  }));
});

for (const { name, given, then } of examples) {
  it(`docs/metrics.md, ${name}: the example is what the formulas give`, async () => {
    const actual = await compute(given);
    assert.deepEqual(pick(actual, then), then);
  });
}

it('docs/metrics.md has an example for each figure', () => {
  const fields = new Set(examples.flatMap(({ then }) => Object.keys(then)));
  const expected = [
    ...['engagement', 'posts_per_week', 'growth', 'sponsored', 'authenticity', 'topic_evidence', 'tiers'],
    ...['percentile', 'language', 'category_guess'],
  ];
  assert.deepEqual(
    expected.filter((field) => !fields.has(field)),
    [],
  );
});

/** As production does it: analytics, the wire, the document. */
async function compute(given: Given): Promise<Record<string, unknown>> {
  if (given.rate !== undefined) {
    const { lowest = 0, highest = 0, rate } = given;
    const quantiles = Array.from({ length: 101 }, (_, p) => lowest + ((highest - lowest) * p) / 100);
    return { percentile: percentileRank(quantiles, rate) };
  }
  if (Array.isArray(given.followers)) return { tiers: given.followers.map(tierOf) };
  const input = inputOf(given, given.followers ?? null);
  const texts = {
    displayName: given.display_name ?? '',
    bio: given.bio ?? '',
    posts: given.texts ?? [],
    hashtags: (given.hashtags ?? []).flat(),
    guessLanguage: given.bio !== undefined,
    guessCategory: given.bio !== undefined,
  };
  const [ofTexts] = await analyzeTexts([texts]);
  const analysis = analyze(input);
  const wire = encodeAnalysis(analysis, ofTexts) as Parameters<typeof enrichmentOf>[0];
  return {
    engagement: analysis.engagement,
    posts_per_week: analysis.postsPerWeek,
    language: ofTexts?.language,
    category_guess: ofTexts?.category,
    ...enrichmentOf(wire),
    ...evidenceOf(wire),
  };
}

function inputOf(given: Given, followers: number | null): AnalysisInput {
  const { platform = 'instagram', likes = [], history = [], account } = given;
  return {
    id: `${platform}:1`,
    platform,
    followers,
    likesHidden: false,
    fetchedAt: NOW,
    posts: likes.map((count, n) => ({
      published_at: NOW - (given.days_ago?.[n] ?? n) * DAY_MS,
      likes: count,
      comments: given.comments?.[n] ?? null,
      shares: given.shares?.[n] ?? null,
      views: given.views?.[n] ?? null,
      hashtags: given.hashtags?.[n] ?? [],
      text: given.texts?.[n] ?? '',
      paid: given.paid?.[n] ?? null,
    })),
    history: history.map((one) => ({ at: NOW - one.days_ago * DAY_MS, followers: one.followers })),
    account: account
      ? {
          following: account.following ?? null,
          postsCount: account.posts_count ?? null,
          hasBio: account.has_bio ?? null,
          hasLocation: account.has_location ?? null,
          hasDefaultPicture: account.has_default_picture ?? null,
        }
      : null,
  };
}

/** The part of `actual` that `wanted` names. */
function pick(actual: unknown, wanted: unknown): unknown {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return actual;
  const values = (actual ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(wanted).map(([key, one]) => [key, pick(values[key], one)]));
}
