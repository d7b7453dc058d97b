/** Limits of lists, without schemas, so that a client can import them alone. */
export const MAX_LISTS = 500;
/** People of one list. */
export const MAX_LISTED = 10_000;
/** Entries of one request, and of one page of a list. */
export const MAX_ENTRIES = 500;
export const MAX_NAME_LENGTH = 80;
export const MAX_NOTE_LENGTH = 2_000;
