import type { Profile } from '#domain/profile.ts';
import { foldLabel } from '../analysis/fold.ts';

/** Lucene refuses terms longer than 32,766 bytes; this limit loses no useful text. */
const MAX_KEY = 1_000;

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

/** The keys that a value of a query stands for: `germany` and `DE` are the same country, `german` and `de` the same language. */
export function queryKeys(field: keyof LabelKeys, value: string): string[] {
  switch (field) {
    case 'topic':
      return [topicKey(value)];
    case 'language': {
      const tag = languageTag(value);
      return [namesOf('language').codes.get(tag) ?? tag];
    }
    case 'country': {
      const key = keyOf(value);
      const { codes, names } = namesOf('region');
      const code = OTHER_COUNTRIES[key] ?? codes.get(key);
      return unique([key, ...(code === undefined ? [] : [code, names.get(code) ?? code])]);
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

interface Names {
  /** Key of the English name by code, and the current code by it and by every code. */
  names: Map<string, string>;
  codes: Map<string, string>;
}

const known: Partial<Record<'language' | 'region', Names>> = {};

/** English names of all codes of two letters. */
function namesOf(type: 'language' | 'region'): Names {
  known[type] ??= readNames(type);
  return known[type];
}

function readNames(type: 'language' | 'region'): Names {
  const display = new Intl.DisplayNames('en', { type, fallback: 'none' });
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const read: Names = { names: new Map(), codes: new Map() };
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = display.of(type === 'region' ? code.toUpperCase() : code);
    if (name === undefined) continue;
    // `UK` and `DD` stand for `GB` and `DE`, `iw` for `he`.
    const locale = new Intl.Locale(type === 'region' ? `und-${code}` : code);
    const current = (type === 'region' ? locale.region : locale.language)?.toLowerCase() ?? code;
    const key = keyOf(name);
    read.names.set(code, key);
    read.codes.set(key, current);
    read.codes.set(code, current);
  }
  return read;
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => key !== '');
}
