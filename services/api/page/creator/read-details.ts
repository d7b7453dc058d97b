import type { ProfileRecord } from '#contract/profile-record.ts';
import { profileKey } from '#contract/profile-record.ts';
import { interactionsOf, methodOf } from '#domain/engagement-method.ts';
import type { Post } from '#domain/post.ts';
import type { Profile, ProfileFacts } from '#domain/profile.ts';
import type { Records } from '#ports/records.ts';

/** One post of the sample behind an engagement rate. */
export interface RatedPost {
  /** Epoch milliseconds; `null` when unknown. */
  at: number | null;
  /** A ratio. */
  rate: number;
}

/** Times in epoch milliseconds. */
export interface FollowerReading {
  at: number;
  followers: number;
}

/** The newest reading that gives a field. */
export interface FieldSource {
  source: string;
  readAt: number;
}

export type FieldSources = Partial<Record<keyof ProfileFacts, FieldSource>>;

/** What is stored about a profile beyond what the search shows. */
export interface ProfileDetails {
  /** Oldest first. */
  posts: RatedPost[];
  /** Oldest first. */
  followers: FollowerReading[];
  fields: FieldSources;
}

/** Reads the posts, readings and sources of a profile; `null` when there are none or a newer version wrote them. */
export async function readDetails(records: Records, profile: Profile): Promise<ProfileDetails | null> {
  const [entry] = await records.get([profileKey(profile.id)]);
  if (entry === undefined) return null;
  const record = JSON.parse(entry.value) as ProfileRecord;
  if (record.v !== 1) return null;
  return {
    posts: ratedPosts(record, profile),
    followers: record.history
      .flatMap(({ at, followers }) => (followers === null ? [] : [{ at, followers }]))
      .sort((a, b) => a.at - b.at),
    fields: fieldSources(record),
  };
}

/** The posts that docs/metrics.md takes for the rate, each with its own. */
function ratedPosts(record: ProfileRecord, profile: Profile): RatedPost[] {
  const method = methodOf(profile.platform);
  const readAt = Math.max(Date.parse(profile.fetched_at), ...record.posts.map((post) => post.fetched_at));
  return laterReadings(record.posts)
    .filter(({ published_at: at }) => at === null || at <= readAt)
    .sort((a, b) => (b.published_at ?? -1) - (a.published_at ?? -1))
    .slice(0, method.lastPosts)
    .flatMap((post) => {
      const interactions = interactionsOf(post, method);
      const divisor = method.denominator === 'views' ? post.views : profile.followers;
      return interactions === null || !divisor
        ? []
        : [{ at: post.published_at, rate: interactions / divisor }];
    })
    .reverse();
}

/** A post may be stored twice, with a corrected date. */
function laterReadings(posts: readonly Post[]): Post[] {
  const byId = new Map<string, Post>();
  for (const post of posts) {
    const known = byId.get(post.id);
    if (known === undefined || post.fetched_at > known.fetched_at) byId.set(post.id, post);
  }
  return [...byId.values()];
}

function fieldSources({ snapshots }: ProfileRecord): FieldSources {
  const fields: FieldSources = {};
  for (const { source, fetched_at, facts } of snapshots.toSorted((a, b) => a.fetched_at - b.fetched_at)) {
    for (const [name, value] of Object.entries(facts)) {
      if (value !== null && value !== false)
        fields[name as keyof ProfileFacts] = { source, readAt: fetched_at };
    }
  }
  return fields;
}
