import type { CodeType } from '#domain/codes.ts';
import { allCodes, currentCode, nameOfCode, nativeNameOfCode } from '#domain/codes.ts';
import type { Profile } from '#domain/profile.ts';
import { foldLabel } from '../analysis/fold.ts';

/** Lucene refuses terms longer than 32,766 bytes; this limit loses no useful text. */
const MAX_KEY = 1_000;
const CODE = /^[a-z]{2}$/;

/** The form in which labels are stored and compared. */
export function keyOf(label: string): string {
  return foldLabel(label).slice(0, MAX_KEY);
}

/** Labels of a profile that have several values or several spellings, each as a set of keys. */
export interface LabelKeys {
  topic: string[];
  country: string[];
  language: string[];
}

/**
 * The keys under which a profile is found. A place is found under each of its parts, `Berlin, Germany` under three keys; a
 * language with a region under both.
 */
export function labelKeysOf({ topics, country, language }: Profile): LabelKeys {
  const places =
    country === null ? [] : [country, ...country.split(',').filter((part) => part.trim().length > 2)];
  return {
    topic: unique(topics.map(topicKey)),
    country: unique(places.map(keyOf)),
    language: language === null ? [] : languageKeys(language),
  };
}

/** `pt-br` and `pt`. */
export function languageKeys(language: string): string[] {
  const tag = languageTag(language);
  return unique([tag, tag.split('-')[0] ?? tag]);
}

/**
 * The keys that a value of a query stands for: `germany`, `Deutschland` and `DE` are the same country; `german`, `Deutsch` and
 * `de` the same language.
 */
export function queryKeys(field: keyof LabelKeys, value: string): string[] {
  switch (field) {
    case 'topic':
      return [topicKey(value)];
    case 'language': {
      const tag = languageTag(value);
      return [codeOfName('language', tag) ?? tag];
    }
    case 'country': {
      const key = keyOf(value);
      const code = OTHER_COUNTRIES[key] ?? codeOfName('region', key);
      return code === undefined ? [key] : unique([key, code, ...namesOfCountry(code)]);
    }
  }
}

const OTHER_COUNTRIES: Readonly<Record<string, string>> = {
  uk: 'gb',
  usa: 'us',
  america: 'us',
  england: 'gb',
};

function topicKey(topic: string): string {
  return keyOf(topic.replace(/^#/, ''));
}

function languageTag(tag: string): string {
  return keyOf(tag).replaceAll('_', '-');
}

/** Keys of English names and codes, then of native names: the current code of each. Each map is made when it is first needed. */
const known: Partial<Record<`${CodeType} ${'english' | 'native'}`, ReadonlyMap<string, string>>> = {};

/** The current code that a key names, as a code or as a name. */
function codeOfName(type: CodeType, key: string): string | undefined {
  known[`${type} english`] ??= readCodes(type, nameOfCode, (code) => [code]);
  const code = known[`${type} english`]?.get(key);
  if (code !== undefined || CODE.test(key)) return code;
  known[`${type} native`] ??= readCodes(type, nativeNameOfCode);
  return known[`${type} native`]?.get(key);
}

function readCodes(
  type: CodeType,
  nameOf: (type: CodeType, code: string) => string | null,
  others: (code: string) => string[] = () => [],
): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const code of allCodes(type)) {
    const name = nameOf(type, code);
    const current = currentCode(type, code);
    for (const key of [...(name === null ? [] : [keyOf(name)]), ...others(code)]) codes.set(key, current);
  }
  return codes;
}

function namesOfCountry(code: string): string[] {
  return [nameOfCode('region', code), nativeNameOfCode('region', code)].flatMap((name) =>
    name === null ? [] : [keyOf(name)],
  );
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => key !== '');
}
