import { foldText } from '#adapters/search/analysis/fold.ts';
import type { Profile } from '#domain/profile.ts';

export const WORD = /[\p{L}\p{M}]{3,}/gu;

export const join = (text: string) => foldText(text).replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');
export const userOf = ({ username }: Profile) => username ?? '';
export const handleOf = (profile: Profile) => userOf(profile).toLowerCase();
export const nameOf = ({ display_name: name }: Profile) =>
  name && join(name).length >= 4 ? name.trim() : undefined;
/** The same person's name elsewhere is as good an answer. */
export const isNamed = (profile: Profile, wanted: Profile) =>
  profile.id === wanted.id ||
  (wanted.display_name !== null && join(profile.display_name ?? '') === join(wanted.display_name));
export const hasHandle = (profile: Profile | undefined, wanted: Profile) =>
  profile !== undefined && join(userOf(profile)) === join(userOf(wanted));

export function textOf({ bio, display_name: name, category, topics }: Profile): string {
  return [name, category, topics.join(' '), bio].filter(Boolean).join(' \n ');
}

export function spaced(text: string): string {
  return ` ${foldText(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean)
    .join(' ')} `;
}

export function wordsIn(text: string): string[] {
  return foldText(text).split(/[^\p{L}\p{N}\p{M}]+/u);
}

export function wordsOf({ bio }: Profile): string[] {
  return [...new Set(foldText(bio ?? '').match(WORD) ?? [])];
}

export function joinedName({ display_name: name }: Profile): string {
  return join(name ?? '');
}
