import type { Static } from 'typebox';
import Type from 'typebox';

/**
 * The fields that are read of Mastodon's client API: https://docs.joinmastodon.org/entities/. Whatever else an answer
 * holds is ignored.
 */
const flag = Type.Optional(Type.Union([Type.Boolean(), Type.Null()]));

const accountFields = {
  id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
  username: Type.String({ minLength: 1 }),
  /** `name` on its home instance, `name@domain` elsewhere. */
  acct: Type.String({ minLength: 1 }),
  display_name: Type.Optional(Type.String()),
  /** HTML. */
  note: Type.Optional(Type.String()),
  url: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  avatar: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  followers_count: Type.Optional(Type.Integer()),
  following_count: Type.Optional(Type.Integer()),
  statuses_count: Type.Optional(Type.Integer()),
  locked: flag,
  discoverable: flag,
  indexable: flag,
  noindex: flag,
  suspended: flag,
  memorial: flag,
};

export const Account = Type.Object({
  ...accountFields,
  moved: Type.Optional(
    Type.Union([Type.Null(), Type.Object({ acct: Type.String(), url: Type.Optional(Type.String()) })]),
  ),
});
export type Account = Static<typeof Account>;

export const Accounts = Type.Array(Type.Unknown());
export const SearchAnswer = Type.Object({ accounts: Accounts });

export const Status = Type.Object({
  id: Type.String(),
  created_at: Type.Optional(Type.String()),
  uri: Type.Optional(Type.String()),
  visibility: Type.Optional(Type.String()),
  /** HTML. */
  content: Type.Optional(Type.String()),
  in_reply_to_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  reblog: Type.Optional(Type.Unknown()),
  account: Account,
  favourites_count: Type.Optional(Type.Integer()),
  reblogs_count: Type.Optional(Type.Integer()),
  replies_count: Type.Optional(Type.Integer()),
  tags: Type.Optional(Type.Array(Type.Object({ name: Type.String() }))),
});
export type Status = Static<typeof Status>;

export const Statuses = Type.Array(Type.Unknown());
