/** Creators side by side at most: more do not fit a screen. */
export const MAX_COMPARED = 6;
