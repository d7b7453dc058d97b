import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_POST_TEXT, MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import { PlatformSchema, ReportedSchema } from './profile.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const text = (maxLength: number) => nullable(Type.String({ maxLength }));
const count = nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
/** Epoch milliseconds. */
const time = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

export const PostSchema = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 256 }),
  published_at: nullable(time),
  text: text(MAX_POST_TEXT),
  likes: count,
  comments: count,
  shares: count,
  views: count,
  hashtags: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 30 }),
  sponsored: Type.Optional(Type.Boolean()),
  fetched_at: time,
});

export const ProfileFactsSchema = Type.Object({
  username: nullable(Type.String({ minLength: 1, maxLength: 256 })),
  display_name: text(256),
  followers: count,
  following: count,
  posts_count: count,
  category: text(128),
  bio: text(5_000),
  verified: nullable(Type.Boolean()),
  language: text(35),
  country: text(128),
  url: text(2_048),
  likes_hidden: Type.Boolean(),
  reported: Type.Optional(nullable(ReportedSchema)),
});

/** `reason` of a picture that a job will fetch. */
export const AVATAR_AWAITED = 'waiting to be fetched';

/**
 * The picture: stored under `key`, or not stored because of `reason`. `source_url` is the URL in the source.
 * `tried_at`, epoch milliseconds, is the time of the last fetch or failed fetch of that URL.
 */
export const AvatarSchema = Type.Object({
  key: nullable(Type.String({ maxLength: 256 })),
  reason: text(256),
  source_url: text(4_096),
  tried_at: Type.Optional(time),
});

/**
 * A message of `profile-events`: one reading of one profile. With `profile: null` it holds posts of a profile that
 * another event describes, or the result of fetching the picture that a reading named by its URL; then it has the
 * identity and the time of that reading. `event_id` is a hash of the content, so the same reading has the same ID.
 */
export const ProfileEventSchema = Type.Object({
  v: Type.Literal(1),
  event_id: Type.String({ minLength: 16, maxLength: 64 }),
  platform: PlatformSchema,
  native_id: text(256),
  username: text(256),
  source: Type.String({ minLength: 1, maxLength: 64 }),
  /** When the source was read, epoch milliseconds. It is the version of this reading. */
  fetched_at: time,
  profile: nullable(ProfileFactsSchema),
  avatar: nullable(AvatarSchema),
  posts: Type.Array(PostSchema, { maxItems: MAX_POSTS_PER_PROFILE }),
  /** The import in which this is the first row of its person. Not part of what `event_id` is a hash of. */
  counted_for: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  history: Type.Array(Type.Object({ at: time, followers: count, following: count, posts_count: count }), {
    maxItems: 100,
  }),
});

export type ProfileEvent = Static<typeof ProfileEventSchema>;
export type AvatarWire = Static<typeof AvatarSchema>;

/** Maximum bytes of one event's JSON. The scraper refuses a larger event; the indexer drops it. */
export const MAX_EVENT_BYTES = 1_000_000;
