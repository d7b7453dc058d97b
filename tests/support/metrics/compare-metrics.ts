import assert from 'node:assert/strict';
import type { AnalysisInput } from '#analytics/engagement/analyze.ts';
import { analyze } from '#analytics/engagement/analyze.ts';
import { LIKELY, MARKED, MARKED_PHRASES } from '#analytics/enrichment/paid-words.ts';
import { SPAM_PHRASES } from '#analytics/enrichment/spam-phrases.ts';
import { secondMetrics } from './second-metrics.ts';

const WORDS = { marked: MARKED, likely: LIKELY, phrases: MARKED_PHRASES, spam: SPAM_PHRASES };
/** Of a figure: both round, in different places. */
const TOLERANCE = 1e-12;

/** Asserts that both implementations agree on every figure; answers whether there is a rate, and how many rules fired. */
export function assertSameMetrics(input: AnalysisInput): { isRated: boolean; fired: number } {
  const { engagement, growth, sponsored, authenticity, topics, lastPostAt, postsPerWeek } = analyze(input);
  const second = secondMetrics(input, WORDS);
  const { formula, denominator, ...figures } = engagement;
  const { share, likely_share, sample_size, reason } = sponsored;
  const first = {
    engagement: figures,
    lastPostAt,
    postsPerWeek,
    topics,
    growth: { rate: growth.rate, reason: growth.reason },
    sponsored: { share, likely_share, sample_size, reason },
    fired: authenticity?.fired.map(({ rule }) => rule) ?? null,
    checked: authenticity?.checked ?? null,
  };
  assertClose(first, second, input.id);
  return { isRated: engagement.median !== null, fired: authenticity?.fired.length ?? 0 };
}

function assertClose(first: unknown, second: unknown, path: string): void {
  if (typeof first === 'number' && typeof second === 'number') {
    const bound = TOLERANCE * Math.max(1e-6, Math.abs(second));
    assert.ok(Math.abs(first - second) <= bound, `${path}: ${first} and ${second}`);
    return;
  }
  if (typeof first !== 'object' || first === null || typeof second !== 'object' || second === null) {
    assert.equal(first, second, path);
    return;
  }
  assert.deepEqual(Object.keys(first).sort(), Object.keys(second).sort(), path);
  for (const [key, value] of Object.entries(first)) {
    assertClose(value, (second as Record<string, unknown>)[key], `${path}/${key}`);
  }
}
