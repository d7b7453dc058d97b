import { hash } from 'node:crypto';
import type { ProfileEvent } from '#contract/profile-event.ts';
import type { Avatar, FetchedAvatars, ProfileRecord, Snapshot } from '#contract/profile-record.ts';
import type { Post } from '#domain/post.ts';
import type { HistoryPoint, ProfileFacts, ReportedFigures } from '#domain/profile.ts';
import { isSortedUnique, sortedUnique } from './join-sorted.ts';
import { HISTORY, POSTS } from './orderings.ts';
import { NONE_FETCHED } from './profile-record.ts';

/**
 * The content of one event, as a record under `id`. The order of fields is fixed, and fields outside the contract are
 * dropped. Posts without a profile create no snapshot: they wait for the facts.
 */
export function recordOfEvent(event: ProfileEvent, id: string): ProfileRecord {
  const username = event.username ?? event.profile?.username ?? null;
  const snapshot = event.profile && snapshotOf(event, event.profile);
  const points: HistoryPoint[] = event.history.map(historyPoint);
  if (snapshot) points.push(historyPoint({ at: snapshot.fetched_at, ...snapshot.facts }));
  return {
    v: 1,
    id,
    platform: event.platform,
    native_id: nativeIdOf(event.platform, id),
    username,
    username_at: username === null ? 0 : event.fetched_at,
    snapshots: snapshot ? [snapshot] : [],
    fetched: fetchedOf(event),
    posts: postsOf(event),
    history: sortedUnique(points.filter(saysSomething), HISTORY),
  };
}

/** An event with only the handle may belong to a native id that is already known. */
function nativeIdOf(platform: string, id: string): string | null {
  const name = id.slice(platform.length + 1);
  return name.startsWith('@') ? null : name;
}

function snapshotOf({ source, fetched_at, avatar }: ProfileEvent, profile: ProfileFacts): Snapshot {
  const content = { facts: plainFacts(profile), avatar: avatar && plainAvatar(avatar) };
  const digest = hash('sha256', JSON.stringify(content), 'hex').slice(0, 32);
  return { source, fetched_at, hash: digest, ...content };
}

/** Without a profile, an earlier reading named the picture. */
function fetchedOf({ profile, avatar, fetched_at }: ProfileEvent): FetchedAvatars {
  if (profile !== null || avatar === null) return NONE_FETCHED;
  const { tried_at = 0, source_url, key, reason } = avatar;
  const fetched = { read_at: fetched_at, tried_at, source_url, key, reason };
  return key === null ? { stored: null, failed: fetched } : { stored: fetched, failed: null };
}

function plainFacts(facts: ProfileFacts): ProfileFacts {
  return {
    username: facts.username,
    display_name: facts.display_name,
    followers: facts.followers,
    following: facts.following,
    posts_count: facts.posts_count,
    category: facts.category,
    bio: facts.bio,
    verified: facts.verified,
    language: facts.language,
    country: facts.country,
    url: facts.url,
    likes_hidden: facts.likes_hidden,
    // Omitted when empty, so that older records keep the same bytes.
    ...(facts.reported != null && { reported: plainReported(facts.reported) }),
  };
}

function plainReported(reported: ReportedFigures): ReportedFigures {
  return {
    formula: reported.formula,
    engagement_rate: reported.engagement_rate,
    likes: reported.likes,
    comments: reported.comments,
    shares: reported.shares,
    views: reported.views,
    interactions: reported.interactions,
  };
}

function plainAvatar({ key, reason, source_url }: Avatar): Avatar {
  return { key, reason, source_url };
}

/** The event's own list where its posts have the order and the fields of a record, as those of most sources. */
function postsOf({ posts }: ProfileEvent): readonly Post[] {
  if (isSortedUnique(posts, POSTS) && posts.length <= POSTS.limit && posts.every(isPlain)) return posts;
  return sortedUnique(posts.map(plainPost), POSTS);
}

const POST_FIELDS = [
  ...['id', 'published_at', 'text', 'likes', 'comments', 'shares', 'views', 'hashtags', 'fetched_at'],
];

function isPlain(post: Post): boolean {
  let at = 0;
  for (const field in post) if (field !== POST_FIELDS[at++]) return false;
  return at === POST_FIELDS.length;
}

function plainPost(post: ProfileEvent['posts'][number]): Post {
  return {
    id: post.id,
    published_at: post.published_at,
    text: post.text,
    likes: post.likes,
    comments: post.comments,
    shares: post.shares,
    views: post.views,
    hashtags: post.hashtags,
    // Omitted when unknown, so that older records keep the same bytes.
    ...(post.sponsored !== undefined && { sponsored: post.sponsored }),
    fetched_at: post.fetched_at,
  };
}

function historyPoint({ at, followers, following, posts_count }: HistoryPoint): HistoryPoint {
  return { at, followers, following, posts_count };
}

function saysSomething({ followers, following, posts_count }: HistoryPoint): boolean {
  return followers !== null || following !== null || posts_count !== null;
}
