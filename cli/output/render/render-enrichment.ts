import type { Authenticity, AuthenticityRule, Growth, Sponsored, TopicEvidence } from '#domain/enrichment.ts';
import { formatCount, formatRate } from '../text/format.ts';

const NO_GROWTH: Record<NonNullable<Growth['reason']>, string> = {
  one_reading: 'only one reading exists',
  no_reading_in_window: 'no reading is 7 to 90 days older than the newest one',
  no_followers: 'there were no followers',
};

const NO_SHARE: Record<NonNullable<Sponsored['reason']>, string> = {
  no_posts: 'no posts',
  too_few_posts: 'too few posts',
};

const RULES: Record<AuthenticityRule, (value: number) => string> = {
  follows_too_many: (value) => `follows ${formatCount(Math.round(value))} accounts for each follower`,
  spam_phrases: (value) => `${formatRate(value)} of posts have spam phrases`,
  repeated_post: (value) => `posted the same text ${formatCount(value)} times`,
  mostly_links: (value) => `${formatRate(value)} of posts are links`,
  never_posted: () => 'never posted',
  default_picture: (value) => `no picture for ${formatCount(value)} days`,
  empty_profile: (value) => `no bio and no location, follows ${formatCount(value)} accounts`,
  inactive: () => 'inactive',
};

/** `+2.4% in 30 days (12,000 to 12,288)`. */
export function describeGrowth(growth: Growth | undefined): string | null {
  if (growth === undefined) return null;
  const { rate, window_days, from_followers, to_followers, reason } = growth;
  if (rate === null) return reason === null ? null : `unknown: ${NO_GROWTH[reason]}`;
  const span = `${formatCount(from_followers ?? 0)} to ${formatCount(to_followers ?? 0)}`;
  return `${rate < 0 ? '-' : '+'}${formatRate(Math.abs(rate))} in ${window_days} days (${span})`;
}

/** `8% of 12 posts (1 declared, 0 marked), 25% with 2 likely`. */
export function describeSponsored(sponsored: Sponsored | undefined): string | null {
  if (sponsored === undefined) return null;
  const { share, likely_share, sample_size, declared, marked, likely, reason } = sponsored;
  if (share === null || likely_share === null) return reason === null ? null : `unknown: ${NO_SHARE[reason]}`;
  const sure = `${formatRate(share)} of ${sample_size} posts (${declared} declared, ${marked} marked)`;
  return likely === 0 ? sure : `${sure}, ${formatRate(likely_share)} with ${likely} likely`;
}

/** `none of 8 rules`, or each rule that applies. They are signs, not a verdict. */
export function describeSigns(authenticity: Authenticity | undefined): string | null {
  if (authenticity === undefined || authenticity.checked.length === 0) return null;
  const { fired, checked } = authenticity;
  if (fired.length === 0) return `none of ${checked.length} authenticity rules applies`;
  const signs = fired.map(({ rule, value }) => `${RULES[rule](value)} (${rule})`);
  return `${signs.join('; ')}; ${checked.length} rules checked`;
}

/** `food (cooking, recipes)`. */
export function describeTextTopics(evidence: readonly TopicEvidence[] | undefined): string | null {
  const ofTexts = (evidence ?? []).filter(({ posts }) => posts === null);
  return ofTexts.map(({ topic, words }) => `${topic} (${words.join(', ')})`).join('; ') || null;
}
