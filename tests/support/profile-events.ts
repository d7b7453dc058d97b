import type { ProfileEvent } from '#contract/profile-event.ts';

type Facts = NonNullable<ProfileEvent['profile']>;
type Post = ProfileEvent['posts'][number];

export const DAY_MS = 86_400_000;
/** 2026-01-01T00:00:00Z, the time of these events unless they say otherwise. */
export const NEW_YEAR = 1_767_225_600_000;

export function facts(over: Partial<Facts> = {}): Facts {
  return {
    username: 'ada',
    display_name: 'Ada Lovelace',
    followers: 10_000,
    following: 100,
    posts_count: 300,
    category: 'Technology',
    bio: 'Notes on the engine',
    verified: false,
    language: 'en',
    country: 'GB',
    url: null,
    likes_hidden: false,
    ...over,
  };
}

export function post(id: string, over: Partial<Post> = {}): Post {
  return {
    id,
    published_at: NEW_YEAR - DAY_MS,
    text: `Post ${id}`,
    likes: 100,
    comments: 10,
    shares: null,
    views: null,
    hashtags: ['tech'],
    fetched_at: NEW_YEAR,
    ...over,
  };
}

/** Posts, one a day, the newest a day before the new year. */
export function posts(count: number, over: Partial<Post> = {}): Post[] {
  return Array.from({ length: count }, (_, i) =>
    post(`p${i}`, { published_at: NEW_YEAR - (i + 1) * DAY_MS, likes: 100 + i, ...over }),
  );
}

/** A valid event of a profile with twelve posts; what is left out of `over` is Ada's. */
export function profileEvent(over: Partial<ProfileEvent> = {}): ProfileEvent {
  return {
    v: 1,
    event_id: 'event-of-ada-0001',
    platform: 'instagram',
    native_id: '1815',
    username: 'ada',
    source: 'import',
    fetched_at: NEW_YEAR,
    profile: facts(),
    avatar: null,
    posts: posts(12),
    history: [],
    ...over,
  };
}
