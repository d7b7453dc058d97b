import type { Profile } from '#domain/profile.ts';

/** A profile's fields as columns: the documented eight first, nested ones with an underscore. */
const COLUMNS: readonly [string, (profile: Profile) => unknown][] = [
  ...(
    [
      'id',
      'username',
      'platform',
      'followers',
      'category',
      'bio',
      'engagement_rate',
      'avatar_url',
      'display_name',
      'url',
      'following',
      'posts_count',
      'verified',
      'language',
      'country',
    ] as const
  ).map((key): [string, (profile: Profile) => unknown] => [key, (profile) => profile[key]]),
  ['topics', ({ topics }) => topics.join(' ')],
  ['tier', ({ tier }) => tier],
  ['last_post_at', (profile) => profile.last_post_at],
  ['posts_per_week', (profile) => profile.posts_per_week],
  ['engagement_formula', ({ engagement }) => engagement.formula],
  ['engagement_relative_to', ({ engagement }) => engagement.denominator],
  ['engagement_sample_size', ({ engagement }) => engagement.sample_size],
  ['engagement_window_days', ({ engagement }) => engagement.window_days],
  ['engagement_low', ({ engagement }) => engagement.low],
  ['engagement_high', ({ engagement }) => engagement.high],
  ['engagement_reason', ({ engagement }) => engagement.reason],
  ['growth_rate', ({ growth }) => growth?.rate],
  ['growth_window_days', ({ growth }) => growth?.window_days],
  ['reported_engagement_rate', ({ reported }) => reported?.engagement_rate],
  ['reported_likes', ({ reported }) => reported?.likes],
  ['reported_comments', ({ reported }) => reported?.comments],
  ['reported_shares', ({ reported }) => reported?.shares],
  ['reported_views', ({ reported }) => reported?.views],
  ['reported_interactions', ({ reported }) => reported?.interactions],
  ['percentile', ({ percentile }) => percentile?.value],
  ['fetched_at', (profile) => profile.fetched_at],
  ['source', (profile) => profile.source],
  ['avatar_reason', (profile) => profile.avatar_reason],
];

/** RFC 4180 rows, without line ends; the first is the heading. */
export function profilesToCsv(profiles: readonly Profile[]): string[] {
  return [csvHeading(), ...profiles.map(csvRow)];
}

export function csvHeading(): string {
  return COLUMNS.map(([name]) => name).join(',');
}

export function csvRow(profile: Profile): string {
  return COLUMNS.map(([, read]) => quote(read(profile))).join(',');
}

/** A spreadsheet runs a text that begins with one of these; with an apostrophe before it, it shows the text. */
const FORMULA = /^\s*[=+\-@\t\r|%]/;

function quote(value: unknown): string {
  const plain = value === null || value === undefined ? '' : String(value);
  const text = typeof value === 'string' && FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
