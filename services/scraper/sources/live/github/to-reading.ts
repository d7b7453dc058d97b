import type { Post } from '#domain/post.ts';
import { MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import { buildPosts } from '#scraper/reading/fields/posts.ts';
import { toLine, toText, toUrl } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import type { Repository, User } from './answers.ts';

/** A reading of one account. `repositories` are its own. `fetchedAt` in epoch milliseconds. */
export function toReading(user: User, repositories: readonly Repository[], fetchedAt: number): Reading {
  const avatar = toUrl(user.avatar_url, 4_096);
  return {
    source: 'github',
    platform: 'github',
    native_id: String(user.id),
    username: user.login,
    fetched_at: fetchedAt,
    profile: {
      username: user.login,
      display_name: toLine(user.name, 256),
      followers: count(user.followers),
      following: count(user.following),
      posts_count: count(user.public_repos),
      category: null,
      bio: toText(user.bio, 5_000),
      verified: null,
      language: null,
      country: toLine(user.location, 128),
      url: toUrl(user.html_url, 2_048),
      likes_hidden: false,
    },
    avatar: avatar === null ? null : { kind: 'url', url: avatar },
    posts: toPosts(repositories, fetchedAt),
    history: [],
  };
}

function toPosts(repositories: readonly Repository[], fetchedAt: number): Post[] {
  const raws = repositories.slice(0, MAX_POSTS_PER_PROFILE).map((repository) => ({
    id: String(repository.id),
    publishedAt: repository.created_at,
    text: [repository.name, repository.description].filter(Boolean).join('\n'),
    likes: repository.stargazers_count,
    comments: null,
    shares: null,
    views: null,
    hashtags: repository.topics ?? [],
  }));
  return buildPosts(raws, fetchedAt);
}

function count(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
