import { readSetting, writeSetting } from './settings.ts';

const KEY = 'shortlist';

/** A creator on the shortlist of this browser, with the figures of the day it was saved. */
export interface SavedCreator {
  id: string;
  name: string;
  handle: string | null;
  platform: string;
  followers: number | null;
  /** A ratio. */
  rate: number | null;
  status: string;
  note: string;
  /** ISO 8601. */
  savedAt: string;
}

/** The list, oldest first; empty when there is none or it cannot be read. */
export function readSaved(): SavedCreator[] {
  try {
    const list: unknown = JSON.parse(readSetting(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((one) => typeof one?.id === 'string') : [];
  } catch {
    return [];
  }
}

/** `false` when this browser cannot keep it. */
export function writeSaved(list: readonly SavedCreator[]): boolean {
  const isKept = writeSetting(KEY, JSON.stringify(list));
  document.dispatchEvent(new Event('saved'));
  return isKept;
}
