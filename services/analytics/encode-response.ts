import type { Engagement } from '../shared/domain/engagement.ts';
import type { AnalyzeResponse } from '../shared/rpc/generated/influscope/analytics/v1/AnalyzeResponse.ts';
import type { Engagement as EngagementWire } from '../shared/rpc/generated/influscope/analytics/v1/Engagement.ts';
import type { Analysis } from './engagement/analyze.ts';

/** What is `null` is absent on the wire. */
export function encodeAnalysis({
  id,
  engagement,
  lastPostAt,
  postsPerWeek,
  topics,
}: Analysis): AnalyzeResponse {
  return {
    id,
    engagement: encodeEngagement(engagement),
    ...(lastPostAt !== null && { last_post_at_ms: lastPostAt }),
    ...(postsPerWeek !== null && { posts_per_week: postsPerWeek }),
    topics,
  };
}

function encodeEngagement(engagement: Engagement): EngagementWire {
  const known = Object.entries(engagement).filter(([, value]) => value !== null);
  return Object.fromEntries(known);
}
