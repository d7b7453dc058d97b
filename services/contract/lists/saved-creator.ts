/** Status of a creator on a shortlist. */
export const STATUSES = ['new', 'contacted', 'in_talks', 'agreed', 'declined'] as const;
export type Status = (typeof STATUSES)[number];

/** A creator on the shortlist of a browser, with the figures of the day it was saved or last brought up to date. */
export interface SavedCreator {
  id: string;
  name: string;
  /** With `@`. */
  handle: string | null;
  platform: string;
  followers: number | null;
  /** A ratio. */
  rate: number | null;
  status: Status;
  note: string;
  /** ISO 8601. */
  savedAt: string;
}

export function isStatus(value: unknown): value is Status {
  return STATUSES.some((status) => status === value);
}

/** A creator from anything that was stored; `undefined` without an id. */
export function toSavedCreator(
  given: Partial<Record<keyof SavedCreator, unknown>>,
): SavedCreator | undefined {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const number = (value: unknown) => {
    const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof read === 'number' && Number.isFinite(read) ? read : null;
  };
  const id = text(given.id).trim();
  if (id === '') return undefined;
  return {
    id,
    name: text(given.name) || id,
    handle: text(given.handle) || null,
    platform: text(given.platform),
    followers: number(given.followers),
    rate: number(given.rate),
    status: isStatus(given.status) ? given.status : 'new',
    note: text(given.note),
    savedAt: text(given.savedAt) || new Date().toISOString(),
  };
}
