/** Version of the formulas in docs/metrics.md. A document with another one is brought up to date by `recompute`. */
export const METRICS_VERSION = 2;

/** Why there is no growth. */
export type NoGrowthReason = 'one_reading' | 'no_reading_in_window' | 'no_followers';

/** Growth of the followers between two readings. Times are ISO 8601. */
export interface Growth {
  /** (to − from) / from: 0.05 is 5 % more. */
  rate: number | null;
  from_followers: number | null;
  to_followers: number | null;
  from: string | null;
  to: string | null;
  /** Whole days between the two, rounded. */
  window_days: number | null;
  reason: NoGrowthReason | null;
}

/** Paid posts among the newest ones. A post is in one class at most. */
export interface Sponsored {
  /** (declared + marked) / sample_size. */
  share: number | null;
  /** (declared + marked + likely) / sample_size. */
  likely_share: number | null;
  sample_size: number;
  /** The platform says that it is paid. */
  declared: number;
  /** Its text says so: `#ad`. */
  marked: number;
  /** Its text hints at it: `#collab`. */
  likely: number;
  reason: 'no_posts' | 'too_few_posts' | null;
}

/** Published rules; docs/metrics.md has the limit of each. */
export const AUTHENTICITY_RULES = [
  'follows_too_many',
  'spam_phrases',
  'repeated_post',
  'mostly_links',
  'never_posted',
  'default_picture',
  'empty_profile',
  'inactive',
] as const;

export type AuthenticityRule = (typeof AUTHENTICITY_RULES)[number];

export interface Authenticity {
  /** Rules that apply, with what was measured and the limit that it is beyond. */
  fired: { rule: AuthenticityRule; value: number; limit: number }[];
  /** Rules whose input is known. */
  checked: AuthenticityRule[];
}

/** A topic and the words that decided. */
export interface TopicEvidence {
  topic: string;
  /** The hashtag with `#`, or words of the texts, strongest first. */
  words: string[];
  /** Posts with the hashtag; `null` for a topic of the texts. */
  posts: number | null;
}
