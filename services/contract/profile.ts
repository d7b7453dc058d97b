import Type from 'typebox';
import { AUTHENTICITY_RULES } from '#domain/enrichment.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { TIERS } from '#domain/tier.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const ratio = nullable(Type.Number({ minimum: 0 }));
const count = nullable(Type.Integer({ minimum: 0 }));

export const PlatformSchema = Type.Enum([...PLATFORMS]);
export const TierSchema = Type.Enum([...TIERS]);

export const EngagementSchema = Type.Object({
  formula: Type.Enum(['interactions_per_follower', 'interactions_per_view']),
  denominator: Type.Enum(['followers', 'views']),
  sample_size: Type.Integer({ minimum: 0 }),
  window_days: count,
  median: ratio,
  mean: ratio,
  low: ratio,
  high: ratio,
  confidence: ratio,
  reason: nullable(
    Type.Enum([
      'no_posts',
      'too_few_posts',
      'likes_hidden',
      'followers_unknown',
      'no_followers',
      'views_unknown',
    ]),
  ),
});

/** Averages as a list states them. Never mixed with `engagement`, which is computed from posts. */
export const ReportedSchema = Type.Object({
  formula: Type.Literal('reported_by_source'),
  engagement_rate: ratio,
  likes: ratio,
  comments: ratio,
  shares: ratio,
  views: ratio,
  interactions: ratio,
});

const GrowthSchema = Type.Object({
  rate: nullable(Type.Number({ minimum: -1 })),
  from_followers: count,
  to_followers: count,
  from: nullable(Type.String({ format: 'date-time' })),
  to: nullable(Type.String({ format: 'date-time' })),
  window_days: count,
  reason: nullable(Type.Enum(['one_reading', 'no_reading_in_window', 'no_followers'])),
});

const SponsoredSchema = Type.Object({
  share: ratio,
  likely_share: ratio,
  sample_size: Type.Integer({ minimum: 0 }),
  declared: Type.Integer({ minimum: 0 }),
  marked: Type.Integer({ minimum: 0 }),
  likely: Type.Integer({ minimum: 0 }),
  reason: nullable(Type.Enum(['no_posts', 'too_few_posts'])),
});

const RuleSchema = Type.Enum([...AUTHENTICITY_RULES]);

const AuthenticitySchema = Type.Object({
  fired: Type.Array(Type.Object({ rule: RuleSchema, value: Type.Number(), limit: Type.Number() })),
  checked: Type.Array(RuleSchema),
});

const TopicEvidenceSchema = Type.Object({
  topic: Type.String(),
  words: Type.Array(Type.String()),
  posts: count,
});

export const PercentileSchema = Type.Object({
  value: Type.Number({ minimum: 0, maximum: 100 }),
  platform: Type.String(),
  tier: Type.String(),
  population: Type.Integer(),
  as_of: Type.String({ format: 'date-time' }),
});

/** A profile in API answers. */
export const ProfileSchema = Type.Object({
  id: Type.String(),
  username: nullable(Type.String()),
  platform: PlatformSchema,
  followers: count,
  category: nullable(Type.String()),
  category_guess: Type.Optional(Type.Object({ category: Type.String(), words: Type.Array(Type.String()) })),
  bio: nullable(Type.String()),
  engagement_rate: ratio,
  avatar_url: Type.String(),
  avatar_reason: nullable(Type.String()),
  display_name: nullable(Type.String()),
  url: nullable(Type.String()),
  following: count,
  posts_count: count,
  verified: nullable(Type.Boolean()),
  language: nullable(Type.String()),
  language_detected: Type.Optional(Type.Literal(true)),
  country: nullable(Type.String()),
  topics: Type.Array(Type.String()),
  topic_evidence: Type.Optional(Type.Array(TopicEvidenceSchema)),
  tier: nullable(TierSchema),
  last_post_at: nullable(Type.String({ format: 'date-time' })),
  posts_per_week: nullable(Type.Number({ minimum: 0 })),
  engagement: EngagementSchema,
  metrics_version: Type.Optional(Type.Integer({ minimum: 1 })),
  growth: Type.Optional(GrowthSchema),
  sponsored: Type.Optional(SponsoredSchema),
  authenticity: Type.Optional(AuthenticitySchema),
  reported: Type.Optional(nullable(ReportedSchema)),
  percentile: Type.Optional(nullable(PercentileSchema)),
  fetched_at: Type.String({ format: 'date-time' }),
  source: Type.String(),
});
