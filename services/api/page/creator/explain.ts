import { methodOf } from '#domain/engagement-method.ts';
import type { Authenticity, Growth, Sponsored } from '#domain/enrichment.ts';
import type { Profile } from '#domain/profile.ts';
import { formatChange, formatCount, formatDay, formatPercentile, formatRate } from '../format.ts';
import { CREATOR, NO_GROWTH, NO_RATE, PLATFORM_NAMES, TEXTS } from '../texts.ts';

/** Sentences that say how the figures of a profile were computed. */

export function explainEngagement({ engagement, platform }: Profile): string {
  const {
    median,
    denominator,
    sample_size: posts,
    window_days: days,
    low,
    high,
    confidence,
    reason,
  } = engagement;
  if (median === null) return CREATOR.noRate(reason === null ? TEXTS.results.unknown : NO_RATE[reason]);
  const perView = methodOf(platform).countsShares ? CREATOR.perView : CREATOR.perViewNoShares;
  const of = denominator === 'views' ? perView : CREATOR.perFollower;
  const sample = CREATOR.sample(posts, days);
  if (low === null || high === null) return `${of} ${sample}`;
  return `${of} ${sample} ${CREATOR.interval(formatRate(confidence ?? 0.95), formatRate(low), formatRate(high))}`;
}

export function explainPercentile({ percentile }: Profile): string | null {
  if (!percentile) return null;
  return CREATOR.percentile(
    formatPercentile(percentile.value),
    formatCount(percentile.population),
    percentile.tier,
    PLATFORM_NAMES[percentile.platform as Profile['platform']] ?? percentile.platform,
  );
}

/** `null` when nothing is known. */
export function explainGrowth(growth: Growth | undefined): { value: string | null; text: string } | null {
  if (growth === undefined) return null;
  const { rate, window_days: days, from_followers: from, to_followers: to, reason } = growth;
  if (rate === null) return reason === null ? null : { value: null, text: NO_GROWTH[reason] };
  return {
    value: formatChange(rate),
    text: CREATOR.growth(days ?? 0, formatCount(from ?? 0), formatCount(to ?? 0)),
  };
}

export function explainSponsored(
  sponsored: Sponsored | undefined,
): { value: string | null; text: string } | null {
  if (sponsored === undefined) return null;
  const { share, likely_share, sample_size, declared, marked, likely, reason } = sponsored;
  if (share === null || likely_share === null)
    return reason === null ? null : { value: null, text: CREATOR.noShare(NO_RATE[reason]) };
  const sure = CREATOR.sponsored(sample_size, declared, marked);
  return {
    value: formatRate(share),
    text: likely === 0 ? sure : `${sure} ${CREATOR.likely(likely, formatRate(likely_share))}`,
  };
}

/** What a rule measured, and its limit. */
export function explainRule({ rule, value, limit }: Authenticity['fired'][number]): string {
  const isShare = rule === 'spam_phrases' || rule === 'mostly_links';
  const format = (number: number) => (isShare ? formatRate(number) : formatCount(Math.round(number)));
  return CREATOR.rules[rule](format(value), format(limit));
}

export function explainReading({ fetched_at, source }: Profile): string {
  return CREATOR.readAt(formatDay(fetched_at), source);
}
