import type { Engagement, Percentile } from './engagement.ts';
import type { Authenticity, Growth, Sponsored, TopicEvidence } from './enrichment.ts';
import type { Platform } from './platform.ts';
import type { Tier } from './tier.ts';

/** Identity of a profile: the native id when it is known, otherwise the handle. */
export interface Identity {
  platform: Platform;
  native_id: string | null;
  /** As the platform writes it, without a leading `@`; `null` where only a native id or a name is known. */
  username: string | null;
}

/**
 * Averages as a list states them, not computed here: nothing is known of the posts behind them. They stand beside the
 * measured engagement and are never mixed with it.
 */
export interface ReportedFigures {
  formula: 'reported_by_source';
  /** A ratio: 0.031 is 3.1 %. */
  engagement_rate: number | null;
  /** Averages for one post. */
  likes: number | null;
  comments: number | null;
  shares: number | null;
  views: number | null;
  interactions: number | null;
}

/** What one source says about a profile at one time. `null` means the source does not say. */
export interface ProfileFacts {
  /** `null` where the source gives a name or a native id and no handle. */
  username: string | null;
  display_name: string | null;
  followers: number | null;
  following: number | null;
  posts_count: number | null;
  category: string | null;
  bio: string | null;
  verified: boolean | null;
  /** BCP 47 language tag. */
  language: string | null;
  /** ISO 3166-1 alpha-2 code where the source gives one, else the place as the source writes it. */
  country: string | null;
  url: string | null;
  /** The source says that likes are hidden for this account. */
  likes_hidden: boolean;
  /** Absent is `null`. */
  reported?: ReportedFigures | null;
}

/** One earlier reading of the counts. `at` in epoch milliseconds. */
export interface HistoryPoint {
  at: number;
  followers: number | null;
  following: number | null;
  posts_count: number | null;
}

/** A profile as every person and program sees it: API, CLI, exports. Times are ISO 8601, UTC. */
export interface Profile {
  id: string;
  /** `null` for a person of whom only a name or a native id is known. */
  username: string | null;
  platform: Platform;
  followers: number | null;
  /** As a source gives it. */
  category: string | null;
  /** Guessed from name, bio and posts where no source gives a category; absent when too few words tell. */
  category_guess?: { category: string; words: string[] };
  bio: string | null;
  /** The median of `engagement`, a ratio (0.031 is 3.1 %); `null` when `engagement.reason` says why. */
  engagement_rate: number | null;
  /** Path on the API that serves the picture. */
  avatar_url: string;
  /** Why the picture is a drawn one; `null` when it is the profile's own. */
  avatar_reason: string | null;
  display_name: string | null;
  url: string | null;
  following: number | null;
  posts_count: number | null;
  verified: boolean | null;
  /** As a source gives it, else as detected. */
  language: string | null;
  /** No source gives the language: it was detected in bio and posts. Absent otherwise. */
  language_detected?: true;
  country: string | null;
  /** The hashtags the profile uses most, most used first, at most 10. */
  topics: string[];
  /** Where topics come from: those of the hashtags, then those of the texts. Absent without any. */
  topic_evidence?: TopicEvidence[];
  tier: Tier | null;
  last_post_at: string | null;
  posts_per_week: number | null;
  engagement: Engagement;
  /** Version of the formulas behind the figures. Absent, as what follows, in documents from before there were versions. */
  metrics_version?: number;
  growth?: Growth;
  sponsored?: Sponsored;
  authenticity?: Authenticity;
  /** Absent in documents that were written before there were any. */
  reported?: ReportedFigures | null;
  /** Position of the rate among the operator's own profiles; added when the API answers, absent in the index. */
  percentile?: Percentile | null;
  fetched_at: string;
  /** Where it was found: `import`, `demo`, or the name of a live source. */
  source: string;
}
