/**
 * One public post of a profile, as its platform counted it.
 * A count is `null` where the platform hides it or the source did not give it; it is never guessed.
 */
export interface Post {
  /** Native id, or a hash of the content where the source has none; unique within its profile. */
  id: string;
  /** When it was published, epoch milliseconds; `null` when the source does not say. */
  published_at: number | null;
  text: string | null;
  likes: number | null;
  comments: number | null;
  /** Reposts, quotes, boosts, shares. */
  shares: number | null;
  views: number | null;
  /** Hashtags in the text or given by the source, lower case, without `#`. */
  hashtags: string[];
  /** The platform or the source says that it is paid for (`true`) or not (`false`). Absent where neither says. */
  sponsored?: boolean;
  /** When these counts were read, epoch milliseconds. */
  fetched_at: number;
}

/** Posts kept per profile: the newest ones. */
export const MAX_POSTS_PER_PROFILE = 100;

/** Characters of a post's text that are kept. */
export const MAX_POST_TEXT = 1_000;
