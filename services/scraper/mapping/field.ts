/** The documented names of a row's fields, which `--map` takes. */
export const FIELDS = [
  'username',
  'platform',
  'followers',
  'following',
  'posts_count',
  'category',
  'bio',
  'verified',
  'language',
  'country',
  'url',
  'display_name',
  'native_id',
  'id',
  'fetched_at',
  'avatar',
  'avatar_url',
  'posts',
  'source',
  'reported_engagement_rate',
  'reported_likes',
  'reported_comments',
  'reported_shares',
  'reported_views',
  'reported_interactions',
  'post_id',
  'post_text',
  'post_date',
  'post_likes',
  'post_comments',
  'post_shares',
  'post_views',
  'post_hashtags',
] as const;
export type Field = (typeof FIELDS)[number];

export function isField(name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name);
}

/** What the values of a field look like, to compare with what a column holds. */
export type FieldKind = 'handle' | 'count' | 'amount' | 'rate' | 'date' | 'text' | 'other';

const KINDS: Partial<Record<Field, FieldKind>> = {
  username: 'handle',
  followers: 'count',
  following: 'count',
  posts_count: 'count',
  bio: 'text',
  display_name: 'text',
  category: 'text',
  country: 'text',
  fetched_at: 'date',
  post_date: 'date',
  post_likes: 'count',
  post_comments: 'count',
  post_shares: 'count',
  post_views: 'count',
  reported_engagement_rate: 'rate',
  reported_likes: 'amount',
  reported_comments: 'amount',
  reported_shares: 'amount',
  reported_views: 'amount',
  reported_interactions: 'amount',
};

export function kindOf(field: Field): FieldKind {
  return KINDS[field] ?? 'other';
}
