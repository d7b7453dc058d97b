import type { Profile } from '#domain/profile.ts';
import { withinTen } from './expect-profile.ts';
import type { Measure } from './measure.ts';
import { join, nameOf, userOf, wordsIn } from './profile-text.ts';

/** People who are searched for by a part or another spelling of a name. */
export const NAME_VARIANT_MEASURES: readonly Measure[] = [
  {
    name: 'first five letters of a handle',
    right: 'its profile within ten, or ten that begin so',
    goal: 0.948,
    ask: (profile) => {
      const text = join(userOf(profile)).slice(0, 5);
      if (text.length < 5) return undefined;
      const begins = ({ username, display_name: name }: Profile) =>
        join(username ?? '').startsWith(text) ||
        join(name ?? '').startsWith(text) ||
        wordsIn(`${username} ${name}`).some((word) => word.startsWith(text));
      return {
        text,
        limit: 10,
        isRight: ({ data }) =>
          data.some(({ id }) => id === profile.id) || (data.length === 10 && data.every(begins)),
      };
    },
  },
  {
    name: 'name without its diacritics',
    right: 'its profile within ten',
    goal: 0.96,
    ask: (profile) => {
      const name = nameOf(profile);
      if (name === undefined || !/[\u00c0-\u024f]/u.test(name)) return undefined;
      return withinTen(name.normalize('NFD').replaceAll(/\p{M}/gu, ''), profile);
    },
  },
  {
    name: 'missing or added space',
    right: 'its profile within ten',
    goal: 1,
    ask: (profile) => {
      const name = nameOf(profile);
      if (name !== undefined && /^[\p{L}\p{M}]+ [\p{L}\p{M}]+$/u.test(name))
        return withinTen(name.replace(' ', ''), profile);
      const handle = userOf(profile);
      return /^[a-z]{4,}[A-Z][a-z]{3,}$/.test(handle)
        ? withinTen(handle.replace(/([a-z])([A-Z])/, '$1 $2'), profile)
        : undefined;
    },
  },
  {
    name: 'name of several people',
    right: 'the one with the largest audience is first',
    goal: 0.969,
    ask: (profile, { byName }) => {
      const name = nameOf(profile);
      const namesakes = byName.get(join(name ?? '')) ?? [];
      if (name === undefined || namesakes.length < 2) return undefined;
      // A handle that is the name comes before a display name, so only equals are compared.
      const owners = namesakes.filter(({ username }) => join(username ?? '') === join(name));
      const most = Math.max(
        ...(owners.length > 0 ? owners : namesakes).map(({ followers }) => followers ?? 0),
      );
      return { text: name, limit: 1, isRight: ({ data: [first] }) => (first?.followers ?? 0) >= most };
    },
  },
];
