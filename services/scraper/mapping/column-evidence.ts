import { stripVTControlCharacters } from 'node:util';
import { parseAmount } from '../reading/fields/count.ts';
import { parseDate } from '../reading/fields/date.ts';
import { hideContacts } from '../reading/fields/hide-contacts.ts';
import { isUnknownWord } from '../reading/fields/unknown-words.ts';
import { isCountry } from './country-names.ts';
import { isHandle } from './handle.ts';
import { platformOfWord } from './platform-words.ts';
import { looksLikeAddress, readProfileAddress } from './profile-address.ts';

/** What the values of one column look like: shares, from 0 to 1, of those that are not blank and not unknown. */
export interface ColumnEvidence {
  /** Values that say something. */
  filled: number;
  distinct: number;
  handles: number;
  /** Begin with `@`. */
  atNames: number;
  /** Addresses of profiles on a known platform. */
  profileAddresses: number;
  addresses: number;
  /** Numbers in any notation. */
  numbers: number;
  percents: number;
  /** Numbers with a letter behind them, such as `13.8M`. */
  suffixed: number;
  /** Dates that are no plain numbers. */
  dates: number;
  countries: number;
  platforms: number;
  /** Texts of two words or more. */
  phrases: number;
  /** Texts over 60 characters or several lines. */
  long: number;
  /** Digits, points and underscores inside, or no capital: as handles are, and names are not. */
  handleStyle: number;
  /** Whole numbers, each one more than the one before. */
  sequential: boolean;
  /** Greatest number; 0 without one. */
  max: number;
  /** Up to three values as they stand. */
  samples: readonly string[];
}

const SHOWN_LENGTH = 60;

/** Looks at the values of a column; objects and lists among them are passed over. */
export function lookAtColumn(values: readonly unknown[]): ColumnEvidence {
  const texts = values.flatMap(toText).filter((text) => !isUnknownWord(text));
  const share = (test: (text: string) => boolean) =>
    texts.length === 0 ? 0 : texts.filter(test).length / texts.length;
  const amounts = texts.map((text) => parseAmount(text)).filter((amount) => typeof amount === 'number');
  const isNumber = (text: string) => typeof parseAmount(text) === 'number';
  return {
    filled: texts.length,
    distinct: new Set(texts).size,
    handles: share((text) => isHandle(text.replace(/^@/, ''), true)),
    atNames: share((text) => /^@[^\s@]+$/.test(text)),
    profileAddresses: share((text) => readProfileAddress(text) !== null),
    addresses: share(looksLikeAddress),
    numbers: share(isNumber),
    percents: share((text) => /^[<>~]?\s*\d+(?:[.,]\d+)?\s*%$/.test(text)),
    suffixed: share((text) => /^\d+(?:[.,]\d+)?\s?[kmb]$/i.test(text)),
    dates: share((text) => !/^\d+(\.\d+)?$/.test(text) && isDate(text)),
    countries: share(isCountry),
    platforms: share((text) => platformOfWord(text) !== null),
    phrases: share((text) => /\S\s+\S/.test(text)),
    long: share((text) => text.length > SHOWN_LENGTH || text.includes('\n')),
    handleStyle: share((text) => isHandle(text) && (/[\d._]/.test(text) || text === text.toLowerCase())),
    sequential: isSequence(texts),
    max: amounts.reduce((max, amount) => Math.max(max, amount), 0),
    samples: [...new Set(texts)].slice(0, 3).map(toSample),
  };
}

/** A value as a person is shown it: one line, cut, without control characters. */
export function toSample(text: string): string {
  const line = hideContacts(stripVTControlCharacters(text.slice(0, SHOWN_LENGTH * 4).toWellFormed()))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const points = [...line];
  return points.length > SHOWN_LENGTH ? `${points.slice(0, SHOWN_LENGTH - 1).join('')}…` : line;
}

function toText(value: unknown): string[] {
  if (typeof value === 'string') return [value.trim()];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

function isDate(text: string): boolean {
  const date = parseDate(text);
  return typeof date === 'number' || date === 'day and month could be either';
}

function isSequence(texts: readonly string[]): boolean {
  if (texts.length < 2) return false;
  const numbers = texts.map((text) => (/^\d{1,9}\.?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN));
  return numbers.every((number, i) => i === 0 || number === (numbers[i - 1] as number) + 1);
}
