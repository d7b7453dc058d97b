export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What the scripts ask for when it is needed. */
export const VALUES = ['categories', 'sources', 'names'] as const;
