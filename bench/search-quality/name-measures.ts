import type { Profile } from '#domain/profile.ts';
import { firstHandle, withinTen } from './expect-profile.ts';
import type { Measure } from './measure.ts';
import { LETTERS, misspell, pick } from './misspell.ts';
import { handleOf, isNamed, nameOf, userOf } from './profile-text.ts';
import { FILLERS } from './word-lists.ts';

/** People who are searched for by handle, name or address. */
export const NAME_MEASURES: readonly Measure[] = [
  {
    name: 'exact handle',
    right: 'its profile is first',
    goal: 0.995,
    ask: (profile) => firstHandle(userOf(profile), profile),
  },
  {
    name: 'display name',
    right: 'a profile of that name within ten',
    goal: 1,
    ask: (profile) => {
      const name = nameOf(profile);
      return name === undefined ? undefined : withinTen(name, profile);
    },
  },
  {
    name: 'one typo in a handle or name',
    right: 'its profile within ten',
    goal: 0.95,
    ask: (profile, _, random) => {
      const text = random() < 0.5 ? handleOf(profile) : nameOf(profile)?.toLowerCase();
      if (text === undefined || !/^[a-z. _-]{5,}$/.test(text)) return undefined;
      return withinTen(misspell(text, 1, random), profile);
    },
  },
  {
    name: 'typo in the first letter',
    right: 'its profile within ten',
    goal: 0.9,
    ask: (profile, _, random) => {
      const text = random() < 0.5 ? handleOf(profile) : nameOf(profile)?.toLowerCase();
      if (text === undefined || !/^[a-z][a-z. _-]{4,}$/.test(text)) return undefined;
      const letter = LETTERS[(LETTERS.indexOf(text[0] ?? 'a') + 1 + Math.floor(random() * 25)) % 26];
      return withinTen(`${letter}${text.slice(1)}`, profile);
    },
  },
  {
    name: 'handle with digits, one typo',
    right: 'its profile within ten',
    goal: 0.95,
    ask: (profile, _, random) => {
      const text = handleOf(profile);
      if (
        !/^[a-z][a-z0-9._-]{4,}$/.test(text) ||
        !/\d/.test(text) ||
        text.replaceAll(/[^a-z]/g, '').length < 4
      )
        return undefined;
      return withinTen(misspell(text, 1, random), profile);
    },
  },
  {
    name: 'name and an extra word',
    right: 'its profile within ten',
    goal: 0.9,
    ask: (profile, _, random) => {
      const name = nameOf(profile);
      return name === undefined ? undefined : withinTen(`${name} ${pick(FILLERS, random)}`, profile);
    },
  },
  {
    name: 'name and platform',
    right: 'a profile of that name and platform is first',
    goal: 0.95,
    ask: (profile) => {
      const name = nameOf(profile);
      if (name === undefined) return undefined;
      return {
        text: `${name} ${profile.platform}`,
        limit: 1,
        isRight: ({ data: [first] }) =>
          first !== undefined && first.platform === profile.platform && isNamed(first, profile),
      };
    },
  },
  {
    name: 'profile address',
    right: 'its profile is first',
    goal: 0.995,
    ask: (profile) => {
      const address = addressOf(profile);
      if (address === undefined) return undefined;
      return { text: address, limit: 1, isRight: ({ data: [first] }) => first?.id === profile.id };
    },
  },
];

function addressOf({ platform, username }: Profile): string | undefined {
  if (username === null) return undefined;
  if (!/^[\w.-]+$/.test(username)) return undefined;
  switch (platform) {
    case 'instagram':
      return `https://www.instagram.com/${username}/`;
    case 'tiktok':
      return `https://www.tiktok.com/@${username}?lang=en`;
    case 'youtube':
      return `youtube.com/@${username}`;
    case 'x':
      return `https://x.com/${username}`;
    case 'github':
      return `https://github.com/${username}`;
    case 'bluesky':
      return `https://bsky.app/profile/${username}`;
    default:
      return undefined;
  }
}
