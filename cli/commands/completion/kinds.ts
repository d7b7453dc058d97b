export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Lists that a completion script requests. */
export const VALUES = [
  'categories',
  'sources',
  'topics',
  'countries',
  'languages',
  'query',
  'live-sources',
  'names',
] as const;
