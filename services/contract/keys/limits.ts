/** Rights and limits of API keys, without schemas, so that a client can import them alone. */
export const KEY_RIGHTS = ['search', 'export', 'mcp'] as const;
export type KeyRight = (typeof KEY_RIGHTS)[number];

/** Keys of one instance. */
export const MAX_KEYS = 1_000;
/** Requests per minute. */
export const MAX_KEY_RATE = 1_000_000;
export const KEY_NAME = '^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$';
export const KEY_NAME_RULE = 'a letter or digit, then at most 62 of a-z, 0-9, ".", "_" and "-"';
