/** Method of an engagement rate. Every answer contains its id. */
export type EngagementFormula = 'interactions_per_follower' | 'interactions_per_view';

/** Why a rate is `null`. */
export type NoEngagementReason =
  | 'no_posts'
  | 'too_few_posts'
  | 'likes_hidden'
  | 'followers_unknown'
  | 'no_followers'
  | 'views_unknown';

/** An engagement rate with everything needed to check it. Rates are ratios: 0.031 is 3.1 %. */
export interface Engagement {
  formula: EngagementFormula;
  denominator: 'followers' | 'views';
  /** Posts that the rate was computed from. */
  sample_size: number;
  /** Whole days from the oldest to the newest post of the sample, rounded up; `null` without dated posts. */
  window_days: number | null;
  median: number | null;
  mean: number | null;
  /** Bounds of the confidence interval of the median, by order statistics. */
  low: number | null;
  high: number | null;
  /** Exact binomial coverage of `low..high`, e.g. 0.961 for 12 posts. */
  confidence: number | null;
  /** Why the rate is `null`; `null` when it is not. */
  reason: NoEngagementReason | null;
}

/** Share of the same platform and tier, in the operator's own index, with a rate at or below this one. */
export interface Percentile {
  value: number;
  platform: string;
  tier: string;
  /** Profiles compared with. */
  population: number;
  /** When the distribution was read, ISO 8601. */
  as_of: string;
}
