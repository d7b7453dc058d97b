import type { SavedCreator } from '#contract/lists/saved-creator.ts';
import { toSavedCreator } from '#contract/lists/saved-creator.ts';
import { readSetting, writeSetting } from './settings.ts';

const KEY = 'shortlist';

/** The list, oldest first; empty if it does not exist or cannot be read. */
export function readSaved(): SavedCreator[] {
  try {
    const list: unknown = JSON.parse(readSetting(KEY) ?? '[]');
    return Array.isArray(list) ? list.flatMap((one) => toSavedCreator(Object(one)) ?? []) : [];
  } catch {
    return [];
  }
}

/** `false` if this browser cannot store it. */
export function writeSaved(list: readonly SavedCreator[]): boolean {
  const isKept = writeSetting(KEY, JSON.stringify(list));
  document.dispatchEvent(new Event('saved'));
  return isKept;
}
