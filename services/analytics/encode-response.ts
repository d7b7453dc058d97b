import type { Engagement } from '#domain/engagement.ts';
import { METRICS_VERSION } from '#domain/enrichment.ts';
import type { AnalyzeResponse } from '#rpc/generated/influscope/analytics/v1/AnalyzeResponse.ts';
import type { Engagement as EngagementWire } from '#rpc/generated/influscope/analytics/v1/Engagement.ts';
import type { Growth as GrowthWire } from '#rpc/generated/influscope/analytics/v1/Growth.ts';
import type { TopicEvidence as TopicWire } from '#rpc/generated/influscope/analytics/v1/TopicEvidence.ts';
import type { Analysis } from './engagement/analyze.ts';
import type { TextAnalysis } from './text/analyze-texts.ts';

/** `null` is absent on the wire. */
export function encodeAnalysis(analysis: Analysis, texts: TextAnalysis | undefined): AnalyzeResponse {
  const { id, engagement, lastPostAt, postsPerWeek, topics, growth, sponsored, authenticity } = analysis;
  return {
    id,
    engagement: encodeEngagement(engagement),
    ...(lastPostAt !== null && { last_post_at_ms: lastPostAt }),
    ...(postsPerWeek !== null && { posts_per_week: postsPerWeek }),
    topics: topics.map(({ topic }) => topic),
    ...(texts?.language != null && { language: texts.language }),
    ...(texts?.category != null && { category_guess: texts.category }),
    metrics_version: METRICS_VERSION,
    growth: encodeGrowth(growth),
    sponsored: withoutNulls(sponsored),
    ...(authenticity !== null && { authenticity }),
    topic_evidence: encodeTopics(topics, texts),
  };
}

function encodeTopics(topics: Analysis['topics'], texts: TextAnalysis | undefined): TopicWire[] {
  const ofHashtags = topics.map(({ topic, posts }) => ({ topic, words: [`#${topic}`], posts }));
  return [...ofHashtags, ...(texts?.topics ?? [])];
}

function encodeGrowth({ rate, from, to, reason }: Analysis['growth']): GrowthWire {
  return {
    ...(rate !== null && { rate }),
    ...(from !== null && { from_followers: from.followers, from_ms: from.at }),
    ...(to !== null && { to_followers: to.followers, to_ms: to.at }),
    ...(reason !== null && { reason }),
  };
}

function encodeEngagement(engagement: Engagement): EngagementWire {
  return withoutNulls(engagement);
}

function withoutNulls<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known: { [K in keyof T]?: NonNullable<T[K]> } = {};
  for (const name of Object.keys(values) as (keyof T)[]) {
    const value = values[name];
    if (value != null) known[name] = value;
  }
  return known;
}
