import type { Static } from 'typebox';
import Type from 'typebox';

/**
 * The fields that are read of the AppView's answers, by the lexicons of https://github.com/bluesky-social/atproto.
 * Whatever else an answer holds is ignored.
 */
const Label = Type.Object({ val: Type.String(), neg: Type.Optional(Type.Boolean()) });

/** `app.bsky.actor.defs#profileView`. */
export const ActorView = Type.Object({
  did: Type.String({ pattern: '^did:[a-z0-9]+:[A-Za-z0-9._:%-]{1,240}$' }),
  handle: Type.String(),
  displayName: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  avatar: Type.Optional(Type.String()),
  labels: Type.Optional(Type.Array(Label)),
});
export type ActorView = Static<typeof ActorView>;

/** `app.bsky.actor.defs#profileViewDetailed`. */
export const DetailedView = Type.Object({
  ...ActorView.properties,
  followersCount: Type.Optional(Type.Integer()),
  followsCount: Type.Optional(Type.Integer()),
  postsCount: Type.Optional(Type.Integer()),
  verification: Type.Optional(Type.Object({ verifiedStatus: Type.Optional(Type.String()) })),
});
export type DetailedView = Static<typeof DetailedView>;

/** A page of actors, under whichever name the method gives the list. */
export const ActorsPage = Type.Object({
  cursor: Type.Optional(Type.String()),
  actors: Type.Optional(Type.Array(Type.Unknown())),
  follows: Type.Optional(Type.Array(Type.Unknown())),
  /** The account whose follows are listed. */
  subject: Type.Optional(Type.Unknown()),
  suggestions: Type.Optional(Type.Array(Type.Unknown())),
  items: Type.Optional(Type.Array(Type.Object({ subject: Type.Unknown() }))),
});

export const ProfilesAnswer = Type.Object({ profiles: Type.Array(Type.Unknown()) });

/** `app.bsky.feed.defs#postView`. */
export const PostView = Type.Object({
  uri: Type.String({ pattern: '^at://[^/]+/app\\.bsky\\.feed\\.post/[^/]+$' }),
  author: ActorView,
  record: Type.Object({
    text: Type.Optional(Type.String()),
    createdAt: Type.Optional(Type.String()),
    tags: Type.Optional(Type.Array(Type.String())),
    reply: Type.Optional(Type.Unknown()),
    facets: Type.Optional(
      Type.Array(Type.Object({ features: Type.Array(Type.Object({ tag: Type.Optional(Type.String()) })) })),
    ),
  }),
  likeCount: Type.Optional(Type.Integer()),
  replyCount: Type.Optional(Type.Integer()),
  repostCount: Type.Optional(Type.Integer()),
  quoteCount: Type.Optional(Type.Integer()),
  indexedAt: Type.Optional(Type.String()),
});
export type PostView = Static<typeof PostView>;

export const FeedPage = Type.Object({
  cursor: Type.Optional(Type.String()),
  feed: Type.Array(Type.Object({ post: Type.Unknown(), reason: Type.Optional(Type.Unknown()) })),
});

export const PostsPage = Type.Object({
  cursor: Type.Optional(Type.String()),
  posts: Type.Array(Type.Unknown()),
});

export const StarterPacksPage = Type.Object({
  cursor: Type.Optional(Type.String()),
  starterPacks: Type.Array(
    Type.Object({
      uri: Type.String(),
      record: Type.Optional(Type.Object({ list: Type.Optional(Type.String()) })),
    }),
  ),
});

export const StarterPackAnswer = Type.Object({
  starterPack: Type.Object({ record: Type.Object({ list: Type.Optional(Type.String()) }) }),
});
