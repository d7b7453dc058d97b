// Long: a table of independent measures, which read best side by side.
import { foldText } from '#adapters/search/analysis/fold.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchPage } from '#ports/search-index.ts';
import { FILLERS, SYMBOL_TERMS, WORD_FORMS } from './word-lists.ts';

/** One question to the index and whether an answer to it is right. */
export interface Question {
  text: string;
  limit: number;
  isRight: (page: SearchPage) => boolean;
}

export interface Measure {
  name: string;
  /** What counts as right, for the page. */
  right: string;
  /** The share that must be right; `null` where the page only reports. */
  goal: number | null;
  /** A question about a profile; `undefined` where the profile has nothing to ask about. */
  ask: (profile: Profile, corpus: Corpus, random: () => number) => Question | undefined;
}

export interface Corpus {
  profiles: readonly Profile[];
  /** In how many profiles a folded word of the bio occurs. */
  frequency: ReadonlyMap<string, number>;
  /** By folded, joined display name. */
  byName: ReadonlyMap<string, readonly Profile[]>;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const WORD = /[\p{L}\p{M}]{3,}/gu;

const join = (text: string) => foldText(text).replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');
const userOf = ({ username }: Profile) => username ?? '';
const handleOf = (profile: Profile) => userOf(profile).toLowerCase();
const nameOf = ({ display_name: name }: Profile) =>
  name && join(name).length >= 4 ? name.trim() : undefined;
/** The same person's name elsewhere is as good an answer. */
const isNamed = (profile: Profile, wanted: Profile) =>
  profile.id === wanted.id ||
  (wanted.display_name !== null && join(profile.display_name ?? '') === join(wanted.display_name));
const hasHandle = (profile: Profile | undefined, wanted: Profile) =>
  profile !== undefined && join(userOf(profile)) === join(userOf(wanted));

const firstHandle = (text: string, wanted: Profile): Question => ({
  text,
  limit: 1,
  isRight: ({ data }) => hasHandle(data[0], wanted),
});
const withinTen = (text: string, wanted: Profile): Question => ({
  text,
  limit: 10,
  isRight: ({ data }) => data.some((profile) => hasHandle(profile, wanted) || isNamed(profile, wanted)),
});

export const MEASURES: readonly Measure[] = [
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
  {
    name: 'another form of a word',
    right: 'its profile within ten, or ten that hold a form and the other word',
    goal: 0.9,
    ask: (profile, { frequency }, random) => {
      const words = wordsOf(profile);
      const held = words.flatMap((word) => (WORD_FORMS.get(word) ?? []).map((other) => ({ word, other })));
      const picked = pick(
        held.filter(({ other }) => !words.includes(other)),
        random,
      );
      if (picked === undefined) return undefined;
      const { word, other } = picked;
      // With the rarest other word of the bio, so that ten are enough.
      const [rare] = words
        .filter((one) => one !== word)
        .sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1));
      if (rare === undefined) return undefined;
      const forms = [other, ...(WORD_FORMS.get(other) ?? [])];
      const holds = (one: Profile) => {
        const own = new Set(wordsIn(textOf(one)));
        return own.has(rare) && forms.some((form) => own.has(form));
      };
      return {
        text: `${other} ${rare}`,
        limit: 10,
        isRight: ({ data }) =>
          data.some(({ id }) => id === profile.id) || (data.length === 10 && data.every(holds)),
      };
    },
  },
  {
    name: 'terms with symbols',
    right: 'every profile that holds the term, and no other',
    goal: 1,
    ask: (profile, { profiles }) => {
      const held = SYMBOL_TERMS.find(({ pattern }) => pattern.test(textOf(profile)));
      if (held === undefined) return undefined;
      const holders = profiles.filter((one) => held.pattern.test(textOf(one)));
      return {
        text: held.term,
        limit: 100,
        isRight: ({ data, total, matched }) =>
          matched === 'exact' &&
          total === holders.length &&
          data.every((one) => holders.some(({ id }) => id === one.id)),
      };
    },
  },
  {
    name: 'phrase in quotes',
    right: 'its profile is found and all of the first 100 hold the phrase',
    goal: 0.98,
    ask: (profile, _, random) => {
      const words = (profile.bio ?? '').split(/[^\p{L}\p{M}]+/u).filter((word) => word.length > 1);
      if (words.length < 4) return undefined;
      const at = Math.floor(random() * (words.length - 1));
      const phrase = `${words[at]} ${words[at + 1]}`;
      const holds = (one: Profile) => spaced(textOf(one)).includes(` ${spaced(phrase).trim()} `);
      if (!holds(profile)) return undefined;
      return {
        text: `"${phrase}"`,
        limit: 100,
        isRight: ({ data, total }) =>
          data.length > 0 && data.every(holds) && (total > 100 || data.some(({ id }) => id === profile.id)),
      };
    },
  },
  {
    name: 'two neighbouring words, no quotes',
    right: 'its profile within ten, or ten that hold both',
    goal: null,
    ask: (profile, _, random) => {
      const words = (profile.bio ?? '').split(/[^\p{L}\p{M}]+/u).filter((word) => word.length > 3);
      if (words.length < 4) return undefined;
      const at = Math.floor(random() * (words.length - 1));
      const [a = '', b = ''] = [words[at], words[at + 1]].map((word) => foldText(word ?? ''));
      return {
        text: `${words[at]} ${words[at + 1]}`,
        limit: 10,
        isRight: ({ data }) =>
          data.some(({ id }) => id === profile.id) ||
          (data.length === 10 &&
            data.every((one) => {
              const text = foldText(textOf(one));
              return text.includes(a) && text.includes(b);
            })),
      };
    },
  },
  {
    name: 'word in another script',
    right: 'its profile is among the matches',
    goal: 1,
    ask: (profile, _, random) => {
      const words = (textOf(profile).match(WORD) ?? []).filter((word) => !/[a-z]/i.test(foldText(word)));
      const word = pick(words, random);
      if (word === undefined) return undefined;
      // Words of scripts without spaces are cut as people type them.
      const text = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(word) ? word.slice(0, 4) : word;
      return {
        text,
        limit: 100,
        isRight: ({ data, total }) => total > 100 || data.some(({ id }) => id === profile.id),
      };
    },
  },
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

/** One edit in the letters, not in the first one. */
function misspell(text: string, from: number, random: () => number): string {
  const letters = [...text];
  const places = letters.flatMap((letter, at) => (at >= from && /[a-z]/.test(letter) ? [at] : []));
  const at = pick(places, random) ?? from;
  const other = LETTERS[(LETTERS.indexOf(letters[at] ?? 'a') + 1 + Math.floor(random() * 25)) % 26] ?? 'x';
  const next = letters[at + 1];
  switch (Math.floor(random() * 4)) {
    case 0:
      letters.splice(at, 1);
      break;
    case 1:
      letters.splice(at, 0, other);
      break;
    case 2:
      letters[at] = other;
      break;
    default:
      if (next !== undefined && /[a-z]/.test(next) && next !== letters[at])
        letters.splice(at, 2, next, letters[at] ?? '');
      else letters[at] = other;
  }
  return letters.join('');
}

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

function textOf({ bio, display_name: name, category, topics }: Profile): string {
  return [name, category, topics.join(' '), bio].filter(Boolean).join(' \n ');
}

function spaced(text: string): string {
  return ` ${foldText(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean)
    .join(' ')} `;
}

function wordsIn(text: string): string[] {
  return foldText(text).split(/[^\p{L}\p{N}\p{M}]+/u);
}

export function wordsOf({ bio }: Profile): string[] {
  return [...new Set(foldText(bio ?? '').match(WORD) ?? [])];
}

export function joinedName({ display_name: name }: Profile): string {
  return join(name ?? '');
}

function pick<T>(values: readonly T[], random: () => number): T | undefined {
  return values[Math.floor(random() * values.length)];
}
