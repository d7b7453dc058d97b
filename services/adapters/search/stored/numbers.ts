import type { FieldName } from '#contract/query/fields.ts';
import { timeOf } from '#contract/query/parse-time.ts';
import type { FieldTest, Range } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';
import { engagementOrder } from './engagement-order.ts';

/** The numbers of a profile by which an index filters and orders; `null` where one is not known. Times in milliseconds. */
export const NUMBERS = {
  followers: ({ followers }) => followers,
  following: ({ following }) => following,
  posts: ({ posts_count: posts }) => posts,
  rate: ({ engagement_rate: rate }) => rate,
  rate_order: engagementOrder,
  low: ({ engagement }) => engagement.low,
  high: ({ engagement }) => engagement.high,
  reported: ({ reported }) => reported?.engagement_rate ?? null,
  growth: ({ growth }) => growth?.rate ?? null,
  sponsored: ({ sponsored }) => sponsored?.share ?? null,
  frequency: ({ posts_per_week: posts }) => posts,
  recent: ({ last_post_at: at }) => (at === null ? null : Date.parse(at)),
} as const satisfies Record<string, (profile: Profile) => number | null>;

export type NumberName = keyof typeof NUMBERS;

/** The number that a field of the query language is about. */
const FIELD_NUMBERS = {
  followers: 'followers',
  following: 'following',
  posts: 'posts',
  engagement: 'rate',
  'engagement-low': 'low',
  'engagement-high': 'high',
  'reported-engagement': 'reported',
  growth: 'growth',
  sponsored: 'sponsored',
  'posts-per-week': 'frequency',
  active: 'recent',
} as const satisfies Partial<Record<FieldName, NumberName>>;

export function numberOfField(field: FieldName): NumberName | undefined {
  return (FIELD_NUMBERS as Partial<Record<FieldName, NumberName>>)[field];
}

/** The numbers that a test lets through; all for a test of values. `nowMs`: epoch milliseconds. */
export function rangeOf(test: FieldTest, nowMs: number): Range {
  if (test.kind === 'range') return test.range;
  if (test.kind !== 'time') return {};
  const { from, to } = test;
  return { ...(from && { min: timeOf(from, nowMs) }), ...(to && { max: timeOf(to, nowMs) }) };
}

/** The number that an order is by; `null` for relevance. */
export const SORT_NUMBERS = {
  relevance: null,
  followers: 'followers',
  engagement: 'rate_order',
  growth: 'growth',
  recent: 'recent',
  'posts-per-week': 'frequency',
} as const;
