import { PLATFORMS } from '#domain/platform.ts';

/** Cells of the longest platform: its column is never cut, other columns give way. */
export const PLATFORM_WIDTH = Math.max(...PLATFORMS.map(({ length }) => length));
