import { PLATFORMS } from '#domain/platform.ts';

/** Cells of the longest platform name. The column is never truncated; other columns shrink instead. */
export const PLATFORM_WIDTH = Math.max(...PLATFORMS.map(({ length }) => length));
