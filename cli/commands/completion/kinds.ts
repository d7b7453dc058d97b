export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Lists that a completion script requests. */
export const VALUES = ['categories', 'sources', 'live-sources', 'names'] as const;
