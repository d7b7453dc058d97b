/** One post as the formulas need it. Times in epoch milliseconds; `null` is unknown. */
export interface PostCounts {
  published_at: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  views: number | null;
  hashtags: readonly string[];
  /** The beginning of its text; empty when there is none, or when texts were not sent. */
  text: string;
  /** What the platform says about payment. */
  paid: boolean | null;
}

/** The posts published before the source was read, newest first; undated ones last; ties as given. */
export function newestFirst(posts: readonly PostCounts[], fetchedAt: number): PostCounts[] {
  return posts.filter((post) => post.published_at === null || post.published_at <= fetchedAt).sort(byAge);
}

function byAge(a: PostCounts, b: PostCounts): number {
  if (a.published_at === b.published_at) return 0;
  if (a.published_at === null) return 1;
  if (b.published_at === null) return -1;
  return b.published_at - a.published_at;
}
