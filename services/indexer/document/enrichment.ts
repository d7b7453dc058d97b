import type { Authenticity, Growth, Sponsored } from '#domain/enrichment.ts';
import type { Profile } from '#domain/profile.ts';
import type { AnalyzeResponse } from '#rpc/analytics-client.ts';

const DAY_MS = 86_400_000;

/** What an analytics server of this version adds; nothing of an answer by an older one, during a rollout. */
export function enrichmentOf(
  analysis: AnalyzeResponse,
): Pick<Profile, 'metrics_version' | 'growth' | 'sponsored' | 'authenticity'> {
  const { metrics_version, growth, sponsored, authenticity } = analysis;
  if (!metrics_version) return {};
  return {
    metrics_version,
    ...(growth != null && { growth: growthOf(growth) }),
    ...(sponsored != null && { sponsored: sponsoredOf(sponsored) }),
    ...(authenticity != null && { authenticity: authenticityOf(authenticity) }),
  };
}

/** `topics` with the words that decided. Absent without any. */
export function evidenceOf({ topic_evidence = [] }: AnalyzeResponse): Pick<Profile, 'topic_evidence'> {
  if (topic_evidence.length === 0) return {};
  return {
    topic_evidence: topic_evidence.map(({ topic = '', words = [], posts }) => ({
      topic,
      words,
      posts: posts ?? null,
    })),
  };
}

function growthOf(wire: NonNullable<AnalyzeResponse['growth']>): Growth {
  const { rate, from_followers, to_followers, from_ms, to_ms, reason } = wire;
  const hasWindow = from_ms !== undefined && to_ms !== undefined;
  return {
    rate: rate ?? null,
    from_followers: from_followers ?? null,
    to_followers: to_followers ?? null,
    from: from_ms === undefined ? null : new Date(from_ms).toISOString(),
    to: to_ms === undefined ? null : new Date(to_ms).toISOString(),
    window_days: hasWindow ? Math.round((to_ms - from_ms) / DAY_MS) : null,
    reason: (reason as Growth['reason']) ?? null,
  };
}

function sponsoredOf(wire: NonNullable<AnalyzeResponse['sponsored']>): Sponsored {
  const { share, likely_share, sample_size = 0, declared = 0, marked = 0, likely = 0, reason } = wire;
  return {
    share: share ?? null,
    likely_share: likely_share ?? null,
    ...{ sample_size, declared, marked, likely },
    reason: (reason as Sponsored['reason']) ?? null,
  };
}

function authenticityOf({
  fired = [],
  checked = [],
}: NonNullable<AnalyzeResponse['authenticity']>): Authenticity {
  return {
    fired: fired.map(({ rule, value = 0, limit = 0 }) => ({
      rule: rule as Authenticity['checked'][number],
      ...{ value, limit },
    })),
    checked: checked as Authenticity['checked'],
  };
}
