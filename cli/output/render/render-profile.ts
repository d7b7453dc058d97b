import type { Engagement } from '#domain/engagement.ts';
import type { Profile, ReportedFigures } from '#domain/profile.ts';
import { formatCount, formatRate, oneLine } from '../text/format.ts';
import { textWidth } from '../text/text-width.ts';
import { describeGrowth, describeSigns, describeSponsored, describeTextTopics } from './render-enrichment.ts';

const REASONS: Record<NonNullable<Engagement['reason']>, string> = {
  no_posts: 'no posts',
  too_few_posts: 'too few posts',
  likes_hidden: 'likes are hidden',
  followers_unknown: 'the follower count is unknown',
  no_followers: 'no followers',
  views_unknown: 'the view counts are unknown',
};

/** One profile as lines of `key  value`, wrapped to `columns`. */
export function renderProfile(profile: Profile, columns: number): string {
  const { percentile } = profile;
  const rows: [string, string | null][] = [
    ['id', profile.id],
    ['username', profile.username],
    ['name', profile.display_name],
    ['platform', profile.platform],
    ['url', profile.url],
    ['followers', profile.followers === null ? 'unknown' : withTier(profile.followers, profile.tier)],
    ['following', profile.following === null ? null : formatCount(profile.following)],
    ['posts', profile.posts_count === null ? null : formatCount(profile.posts_count)],
    ['verified', profile.verified === null ? null : profile.verified ? 'yes' : 'no'],
    ['category', profile.category ?? describeGuess(profile.category_guess)],
    ['topics', profile.topics.join(', ') || null],
    ['from text', describeTextTopics(profile.topic_evidence)],
    ['language', profile.language_detected ? `${profile.language} (detected)` : profile.language],
    ['country', profile.country],
    ['bio', profile.bio],
    [
      'picture',
      profile.avatar_reason === null ? profile.avatar_url : `placeholder (${profile.avatar_reason})`,
    ],
    ['engagement', describeEngagement(profile.engagement)],
    ['reported', describeReported(profile.reported ?? null)],
    [
      'percentile',
      percentile
        ? `${percentile.value.toFixed(0)} of ${formatCount(percentile.population)} ${percentile.tier} profiles here on ${percentile.platform}, ${percentile.as_of}`
        : null,
    ],
    [
      'posts a week',
      profile.posts_per_week === null ? null : String(Number(profile.posts_per_week.toPrecision(3))),
    ],
    ['last post', profile.last_post_at],
    ['growth', describeGrowth(profile.growth)],
    ['sponsored', describeSponsored(profile.sponsored)],
    ['signs', describeSigns(profile.authenticity)],
    ['read at', `${profile.fetched_at} from ${profile.source}`],
  ];
  const known = rows.filter((row): row is [string, string] => row[1] !== null);
  const width = Math.max(...known.map(([key]) => key.length)) + 2;
  return known
    .map(
      ([key, value]) =>
        key.padEnd(width) + wrap(oneLine(value), columns - width).join(`\n${' '.repeat(width)}`),
    )
    .join('\n');
}

/** `3.1% of followers a post (median of 12 posts over 45 days, 96% confidence interval: 2.4% to 4%)`. */
export function describeEngagement(engagement: Engagement): string {
  const { median, denominator, sample_size, window_days, low, high, confidence, reason } = engagement;
  if (median === null) return `unknown: ${reason === null ? 'no reason given' : REASONS[reason]}`;
  const window = window_days === null ? '' : ` over ${window_days} days`;
  const sure = confidence === null ? '' : `, ${(confidence * 100).toFixed(0)}% confidence interval`;
  const interval = low === null || high === null ? '' : `${sure}: ${formatRate(low)} to ${formatRate(high)}`;
  return `${formatRate(median)} of ${denominator} (median of ${sample_size} posts${window}${interval})`;
}

/** What a list states, apart from what was measured: `3.1% engagement, 1,200 likes a post (stated by the source)`. */
function describeReported(reported: ReportedFigures | null): string | null {
  if (reported === null) return null;
  const { engagement_rate, likes, comments, shares, views, interactions } = reported;
  const averages = Object.entries({ likes, comments, shares, views, interactions }).flatMap(
    ([name, average]) => (average === null ? [] : [`${formatCount(Math.round(average))} ${name} a post`]),
  );
  const rate = engagement_rate === null ? [] : [`${formatRate(engagement_rate)} engagement`];
  return `${[...rate, ...averages].join(', ')} (stated by the source, not measured)`;
}

/** `tech (guessed from: python, software)`. */
function describeGuess(guess: Profile['category_guess']): string | null {
  return guess === undefined ? null : `${guess.category} (guessed from: ${guess.words.join(', ')})`;
}

function withTier(followers: number, tier: string | null): string {
  return `${formatCount(followers)}${tier === null ? '' : ` (${tier})`}`;
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
