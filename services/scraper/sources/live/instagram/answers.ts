import type { Static } from 'typebox';
import Type from 'typebox';

/**
 * The fields that are read of Business Discovery:
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery.
 */
const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer());

export const Media = Type.Object({
  id: Type.String({ minLength: 1 }),
  caption: text,
  /** Absent where the owner hides it. */
  like_count: count,
  comments_count: count,
  /** Of reels. */
  view_count: count,
  timestamp: text,
});
export type Media = Static<typeof Media>;

const Cursors = Type.Object({ after: text });

export const Account = Type.Object({
  id: Type.String({ minLength: 1 }),
  username: Type.String({ minLength: 1 }),
  name: text,
  biography: text,
  profile_picture_url: text,
  followers_count: count,
  follows_count: count,
  media_count: count,
  media: Type.Optional(
    Type.Object({
      data: Type.Array(Type.Unknown()),
      paging: Type.Optional(Type.Object({ cursors: Type.Optional(Cursors) })),
    }),
  ),
});
export type Account = Static<typeof Account>;

export const Answer = Type.Object({ business_discovery: Account });
