/** Names that `--columns` takes. They stand apart from the columns so that the help loads nothing else. */
export const RESULT_COLUMN_NAMES = [
  'username',
  'name',
  'platform',
  'followers',
  'engagement',
  'category',
  'bio',
  'id',
  'country',
  'language',
  'tier',
  'topics',
  'posts',
  'posts-per-week',
  'last-post',
  'url',
  'source',
] as const;
export type ResultColumnName = (typeof RESULT_COLUMN_NAMES)[number];
