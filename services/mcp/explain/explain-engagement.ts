import { methodOf } from '#domain/engagement-method.ts';
import type { Profile } from '#domain/profile.ts';
import type { Explanation } from './explanation.ts';
import { missing } from './explanation.ts';

export function explainEngagement({ engagement, platform, followers }: Profile): Explanation {
  const { median, low, high, confidence, reason, formula, denominator } = engagement;
  const { countsShares, lastPosts } = methodOf(platform);
  const inputs = {
    formula,
    sample_size: engagement.sample_size,
    window_days: engagement.window_days,
    mean: engagement.mean,
    low,
    high,
    confidence,
    ...(denominator === 'followers' && { followers }),
  };
  const counts = countsShares ? '(likes + comments + shares)' : '(likes + comments)';
  const rate = `The rate of one post is ${counts} / ${denominator}. The figure is the median of the newest posts, at most ${lastPosts}.`;
  if (median === null) return { value: null, explanation: `${missing(reason)} ${rate}`, inputs };
  const interval =
    low === null || high === null
      ? ''
      : ' The median of the account is between low and high with the given confidence (order statistics).';
  return { value: median, explanation: `${rate}${interval}`, inputs };
}

export function explainPercentile({ percentile, tier, engagement_rate: rate }: Profile): Explanation {
  const inputs = { engagement_rate: rate, tier };
  if (!percentile) {
    const explanation =
      'Unknown: a percentile needs a rate, a tier, and at least 20 comparable creators in this instance.';
    return { value: null, explanation, inputs };
  }
  return {
    value: percentile.value,
    explanation:
      'Share of the creators of the same platform and tier in this instance, in percent, with a rate at or below this one. It compares with the creators in this instance, not with the whole platform.',
    inputs: { ...inputs, population: percentile.population, as_of: percentile.as_of },
  };
}
