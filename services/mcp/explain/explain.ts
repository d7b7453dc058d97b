import type { Profile } from '#domain/profile.ts';
import { cleanText } from '../clean-text.ts';
import { explainEngagement, explainPercentile } from './explain-engagement.ts';
import { explainAuthenticity, explainGrowth, explainSponsored } from './explain-signals.ts';
import type { Explanation } from './explanation.ts';

export const METRICS = [
  'engagement_rate',
  'percentile',
  'growth',
  'sponsored_share',
  'authenticity',
  'posts_per_week',
  'tier',
  'topics',
] as const;
type Metric = (typeof METRICS)[number];

const EXPLAIN: Readonly<Record<Metric, (profile: Profile) => Explanation>> = {
  engagement_rate: explainEngagement,
  percentile: explainPercentile,
  growth: explainGrowth,
  sponsored_share: explainSponsored,
  authenticity: explainAuthenticity,
  posts_per_week: ({ posts_per_week: value, last_post_at }) => ({
    value,
    explanation:
      value === null
        ? 'Unknown: fewer than two posts have a date.'
        : 'Intervals between the dated posts of the sample, divided by the time from the oldest to the newest.',
    inputs: { last_post_at },
  }),
  tier: ({ tier, followers }) => ({
    value: tier,
    explanation:
      'By followers: nano from 1,000, micro from 10,000, mid from 100,000, macro from 500,000, mega from 1,000,000. With fewer or unknown followers, there is no tier.',
    inputs: { followers },
  }),
  topics: ({ topics, topic_evidence: evidence = [] }) => ({
    value: topics.length,
    explanation:
      'Hashtags that at least two posts use, most used first, at most 10. untrusted_text has the topics and the words that they were derived from.',
    inputs: { topics: topics.length },
    untrusted_text: {
      words: evidence.slice(0, 15).flatMap(({ topic, words, posts }) => {
        const from = posts === null ? words.slice(0, 5).join(', ') : `${posts} posts`;
        return cleanText(`${topic}: ${from}`, 120) ?? [];
      }),
    },
  }),
};

/** How one figure of the profile was computed. */
export function explain(metric: Metric, profile: Profile): Explanation {
  return EXPLAIN[metric](profile);
}
