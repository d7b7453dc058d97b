import type { Engagement } from '#domain/engagement.ts';
import type { AnalyzeResponse } from '#rpc/generated/influscope/analytics/v1/AnalyzeResponse.ts';
import type { Engagement as EngagementWire } from '#rpc/generated/influscope/analytics/v1/Engagement.ts';
import type { Analysis } from './engagement/analyze.ts';
import type { TextAnalysis } from './text/analyze-texts.ts';

/** `null` is absent on the wire. */
export function encodeAnalysis(
  { id, engagement, lastPostAt, postsPerWeek, topics }: Analysis,
  texts: TextAnalysis | undefined,
): AnalyzeResponse {
  return {
    id,
    engagement: encodeEngagement(engagement),
    ...(lastPostAt !== null && { last_post_at_ms: lastPostAt }),
    ...(postsPerWeek !== null && { posts_per_week: postsPerWeek }),
    topics,
    ...(texts?.language != null && { language: texts.language }),
    ...(texts?.category != null && { category_guess: texts.category }),
  };
}

function encodeEngagement(engagement: Engagement): EngagementWire {
  const { formula, denominator, sample_size, window_days, median, mean, low, high, confidence, reason } =
    engagement;
  const wire: EngagementWire = { formula, denominator, sample_size };
  if (window_days !== null) wire.window_days = window_days;
  if (median !== null) wire.median = median;
  if (mean !== null) wire.mean = mean;
  if (low !== null) wire.low = low;
  if (high !== null) wire.high = high;
  if (confidence !== null) wire.confidence = confidence;
  if (reason !== null) wire.reason = reason;
  return wire;
}
