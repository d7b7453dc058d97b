import { foldText } from '#adapters/search/analysis/fold.ts';
import type { Profile } from '#domain/profile.ts';
import type { Measure } from './measure.ts';
import { pick } from './misspell.ts';
import { spaced, textOf, WORD, wordsIn, wordsOf } from './profile-text.ts';
import { SYMBOL_TERMS, WORD_FORMS } from './word-lists.ts';

/** People who are searched for by what their profile says. */
export const TEXT_MEASURES: readonly Measure[] = [
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
];
