import { htmlToText } from './html-to-text.ts';
import { isUnknownWord } from './unknown-words.ts';

/** The first `max` code points of a text. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  let units = 0;
  for (let points = 0; points < max && units < text.length; points++) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, units);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/**
 * A text of several lines: no markup and no control characters, `\n` line ends, trimmed, cut; `null` when nothing is left,
 * or a word such as `n/a`.
 */
export function toText(value: unknown, max: number): string | null {
  const raw = scalar(value);
  if (raw === null) return null;
  // Cutting generously first keeps the work bounded by what is kept.
  const clean = htmlToText(truncate(raw, max * 2).toWellFormed())
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .trim();
  return clean === '' || isUnknownWord(clean) ? null : truncate(clean, max).trimEnd();
}

/** A text of one line: as `toText`, runs of white space are one space. */
export function toLine(value: unknown, max: number): string | null {
  const text = toText(value, max * 2)?.replace(/\s+/g, ' ');
  return text === undefined ? null : truncate(text, max).trimEnd();
}

/** An `http` or `https` address; anything else, also a script, is `null`. */
export function toUrl(value: unknown, max: number): string | null {
  const text = toLine(value, max + 1);
  if (text === null || text.length > max || !/^https?:\/\//i.test(text)) return null;
  return URL.canParse(text) ? text : null;
}

const YES = new Set([
  'true',
  'yes',
  'y',
  '1',
  '1.0',
  't',
  'verified',
  '✓',
  '✔',
  '✅',
  'si',
  'sí',
  'sim',
  'oui',
  'ja',
  'да',
  'evet',
  '是',
]);
const NO = new Set([
  'false',
  'no',
  'n',
  '0',
  '0.0',
  'f',
  'not verified',
  'unverified',
  'non',
  'nein',
  'нет',
  'hayır',
  'não',
  '否',
  '✗',
  '❌',
]);

/** `true`, `yes`, `1` and their opposites; anything else is `null`. */
export function toBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = scalar(value)?.trim().toLowerCase();
  if (text === undefined) return null;
  return YES.has(text) ? true : NO.has(text) ? false : null;
}

function scalar(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
