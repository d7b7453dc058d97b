export interface PostRow {
  published_at_ms?: number;
  likes?: number;
  comments?: number;
  shares?: number;
  views?: number;
  hashtags?: string[];
}

/** Rows as the columns that analytics takes; what a row leaves out is unknown. */
export function postColumns(rows: readonly PostRow[]) {
  const column = (name: Exclude<keyof PostRow, 'hashtags'>) => rows.map((row) => row[name] ?? Number.NaN);
  return {
    published_at_ms: column('published_at_ms'),
    likes: column('likes'),
    comments: column('comments'),
    shares: column('shares'),
    views: column('views'),
    hashtag_counts: rows.map(({ hashtags = [] }) => hashtags.length),
    hashtags: rows.flatMap(({ hashtags = [] }) => hashtags),
    texts: [],
    payments: [],
  };
}
