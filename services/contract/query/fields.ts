// Long: one table of the fields of a query.
import { AUTHENTICITY_RULES } from '#domain/enrichment.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { TIERS } from '#domain/tier.ts';
import { SORTS } from '../limits.ts';

/**
 * How the value of a field is read.
 *
 * - `count`: a number, `10k`, or a range.
 * - `percent`: as `count`, in percent. `change`: as `percent`, negative too.
 * - `rate`: a number for each week, `2/day`, or a range.
 * - `time`: an age such as `30d`, a date, or a range.
 * - `choice`: one of `values`. `label`: any text, compared without case and accents.
 */
export type FieldType = 'count' | 'percent' | 'change' | 'rate' | 'time' | 'choice' | 'label';

export interface Field {
  /** Other names for it in a query. */
  aliases: readonly string[];
  type: FieldType;
  about: string;
  /** A clause that parses. */
  example: string;
  /** Of a choice. */
  values?: readonly string[];
  /** Other spellings of values. */
  spellings?: Readonly<Record<string, string>>;
  /** The values are known from the stored profiles. */
  stored?: true;
}

/** Values of `has:`. */
export const PRESENT = [
  'bio',
  'category',
  'country',
  'engagement',
  'flags',
  'followers',
  'following',
  'growth',
  'language',
  'last-post',
  'name',
  'picture',
  'posts',
  'reported-engagement',
  'sponsored',
  'tier',
  'topics',
  'url',
] as const;
export type Present = (typeof PRESENT)[number];

/** Other names under which people know a platform. */
export const PLATFORM_SPELLINGS: Readonly<Record<string, (typeof PLATFORMS)[number]>> = {
  bsky: 'bluesky',
  ig: 'instagram',
  insta: 'instagram',
  twitter: 'x',
  yt: 'youtube',
};

/**
 * Everything that can stand before a colon. The parser, the parameters of the API with their documentation, suggestions,
 * the options of `influscope search`, completion, and the grammar in docs/search.md come from this table.
 */
export const FIELDS = {
  platform: {
    aliases: ['on', 'network'],
    type: 'choice',
    about: 'platform',
    example: 'platform:bluesky,mastodon',
    values: PLATFORMS,
    spellings: PLATFORM_SPELLINGS,
  },
  followers: {
    aliases: ['subscribers', 'subs'],
    type: 'count',
    about: 'followers or subscribers',
    example: 'followers:10k..100k',
  },
  engagement: {
    aliases: ['er', 'engagement-rate'],
    type: 'percent',
    about: 'engagement rate in percent, relative to followers or views as per: says',
    example: 'engagement:>=3',
  },
  'engagement-low': {
    aliases: ['er-low'],
    type: 'percent',
    about: 'lower bound of the confidence interval of the engagement rate, in percent',
    example: 'engagement-low:>=2',
  },
  'engagement-high': {
    aliases: ['er-high'],
    type: 'percent',
    about: 'upper bound of the confidence interval of the engagement rate, in percent',
    example: 'engagement-high:<10',
  },
  per: {
    aliases: ['relative-to'],
    type: 'choice',
    about: 'what the engagement rate is relative to',
    example: 'per:followers',
    values: ['followers', 'views'],
  },
  'reported-engagement': {
    aliases: ['reported', 'reported-er'],
    type: 'percent',
    about: 'engagement rate that the source states, in percent',
    example: 'reported-engagement:>3',
  },
  growth: {
    aliases: [],
    type: 'change',
    about: 'follower growth between two readings, in percent',
    example: 'growth:>5',
  },
  language: {
    aliases: ['lang'],
    type: 'label',
    about: 'language: code, English name or native name',
    example: 'language:de',
    stored: true,
  },
  country: {
    aliases: ['in'],
    type: 'label',
    about: 'country: code, English name or native name, or a place as the source writes it',
    example: 'country:DE',
    stored: true,
  },
  topic: {
    aliases: ['topics', 'tag', 'hashtag'],
    type: 'label',
    about: 'topic',
    example: 'topic:fitness,yoga',
    stored: true,
  },
  category: {
    aliases: ['categories'],
    type: 'label',
    about: 'category that a source states',
    example: 'category:"Food & Drink"',
    stored: true,
  },
  tier: {
    aliases: ['size'],
    type: 'choice',
    about: 'size of the audience',
    example: 'tier:micro',
    values: TIERS,
  },
  verified: {
    aliases: [],
    type: 'choice',
    about: 'whether the platform has verified the account',
    example: 'verified:yes',
    values: ['yes', 'no'],
    spellings: { true: 'yes', false: 'no', '1': 'yes', '0': 'no', y: 'yes', n: 'no' },
  },
  posts: {
    aliases: ['posts-count'],
    type: 'count',
    about: 'number of posts; with a period (2/week), the same as posts-per-week',
    example: 'posts:>100',
  },
  'posts-per-week': {
    aliases: ['frequency'],
    type: 'rate',
    about: 'posts per week, or for another period, such as 2/day',
    example: 'posts-per-week:>2',
  },
  active: {
    aliases: ['active-since', 'last-post'],
    type: 'time',
    about: 'time of the newest post: age or date',
    example: 'active:<30d',
  },
  following: {
    aliases: [],
    type: 'count',
    about: 'accounts that the profile follows',
    example: 'following:<1000',
  },
  sponsored: {
    aliases: ['paid'],
    type: 'percent',
    about: 'share of paid posts, in percent',
    example: 'sponsored:<20',
  },
  flag: {
    aliases: ['flags', 'rule'],
    type: 'choice',
    about: 'authenticity rule that applies',
    example: 'flag:inactive',
    values: AUTHENTICITY_RULES,
  },
  has: {
    aliases: ['with'],
    type: 'choice',
    about: 'fact that the profile has',
    example: 'has:engagement',
    values: PRESENT,
    spellings: { er: 'engagement', topic: 'topics', flag: 'flags', lang: 'language', 'display-name': 'name' },
  },
  source: {
    aliases: ['sources'],
    type: 'label',
    about: 'where the profile was found',
    example: 'source:import',
    stored: true,
  },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** `sort:` orders the results; it does not filter. */
export const SORT_FIELD = {
  aliases: ['order'],
  type: 'choice',
  about: 'order of the results',
  example: 'sort:growth',
  values: SORTS,
  spellings: { er: 'engagement', newest: 'recent', active: 'recent', frequency: 'posts-per-week' },
} as const satisfies Field;

export function fieldOf(name: FieldName | 'sort'): Field {
  return name === 'sort' ? SORT_FIELD : FIELDS[name];
}

const BY_NAME = new Map<string, FieldName | 'sort'>([
  ...FIELD_NAMES.flatMap((name) =>
    [name, ...FIELDS[name].aliases].map((each): [string, FieldName] => [each, name]),
  ),
  ...['sort', ...SORT_FIELD.aliases].map((each): [string, 'sort'] => [each, 'sort']),
]);

/** The field that `name` stands for, in any case, with `_` for `-`; `undefined` for no field. */
export function fieldNamed(name: string): FieldName | 'sort' | undefined {
  return BY_NAME.get(name.toLowerCase().replaceAll('_', '-'));
}

/** Every name and alias of a field. */
export const ALL_FIELD_NAMES: readonly string[] = [...BY_NAME.keys()];

type Underscored<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}_${Underscored<Tail>}`
  : S;
export type ParameterName = Underscored<FieldName>;

/** The parameter of the API for a field. */
export function parameterOf(name: FieldName): ParameterName {
  return name.replaceAll('-', '_') as ParameterName;
}
