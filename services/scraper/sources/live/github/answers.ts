import type { Static } from 'typebox';
import Type from 'typebox';

/**
 * The fields that are read of GitHub's answers: https://github.com/github/rest-api-description. Whatever else an answer
 * holds is ignored.
 */
const text = Type.Optional(Type.Union([Type.String(), Type.Null()]));

/** `simple-user`, `user-search-result-item`, the owner of a repository. */
export const UserItem = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  login: Type.String({ minLength: 1 }),
  type: Type.String(),
});
export type UserItem = Static<typeof UserItem>;

/** `public-user`. */
export const User = Type.Object({
  ...UserItem.properties,
  name: text,
  bio: text,
  location: text,
  avatar_url: text,
  html_url: text,
  followers: Type.Optional(Type.Integer()),
  following: Type.Optional(Type.Integer()),
  public_repos: Type.Optional(Type.Integer()),
});
export type User = Static<typeof User>;

/** `minimal-repository` and `repo-search-result-item`. */
export const Repository = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  owner: Type.Union([UserItem, Type.Null()]),
  description: text,
  fork: Type.Boolean(),
  private: Type.Boolean(),
  created_at: text,
  stargazers_count: Type.Optional(Type.Integer()),
  topics: Type.Optional(Type.Array(Type.String())),
});
export type Repository = Static<typeof Repository>;

export const UserList = Type.Array(Type.Unknown());
export const RepositoryList = Type.Array(Type.Unknown());
export const SearchPage = Type.Object({ items: Type.Array(Type.Unknown()) });
