import { isUnknownWord } from './unknown-words.ts';

/** Why a value that is there is no count. */
export type CountFault = 'not a count' | 'only a lower or upper bound';

/** Multipliers after a number, in the languages in which lists write them. Keys are lower case. */
const FACTORS: Readonly<Record<string, number>> = {
  ...factor(1e2, 'hundred 百'),
  ...factor(
    1e3,
    'k thousand thousands tsd tausend mille millier milliers mil mila tys tis tyś тыс т bin ribu rb ngan nghin พัน ألف الف هزار 千 천 हज़ार हजार elfu',
  ),
  ...factor(1e4, '万 萬 만 หมื่น'),
  ...factor(1e5, 'lakh lakhs lac लाख แสน'),
  ...factor(
    1e6,
    'm mm mn mio million millions millionen milyon mi mln milj milhao milhoes millon millones milione milioni miljoen miljon juta jt млн ม ล้าน 百万 百萬 백만 مليون میلیون tr trieu',
  ),
  ...factor(1e7, 'cr crore crores करोड़ 千万 千萬 천만'),
  ...factor(1e8, '亿 億 억'),
  ...factor(
    1e9,
    'b bn bil billion billions mrd mld milliard milliards milliarden miliardo miliardi miliar milyar млрд 十亿 مليار tỷ',
  ),
};

function factor(value: number, words: string): Record<string, number> {
  return Object.fromEntries(words.split(' ').map((word) => [fold(word), value]));
}

/** Words that may stand after a count: `1.2M followers`. */
const UNIT =
  /\s*(?:followers?|subscribers?|subs|fans?|abonn[eé]s?|abonnenten?|seguidores|follower\/in|posts?|videos?|people|users)\s*$/iu;
const TEXT =
  /^(~|≈|ca\.?|about|>=|>|≥|<=|<|≤|under|over)?\s*([+-]?)([\d.,_'’٬٫\u00a0\u2009\u202f ]*\d)(?:e\+?(\d{1,2}))?\s*([\p{L}\p{M}.]*)\s*(\+?)$/iu;
/** From these languages a comma is the decimal point: `1,234 Mio`. */
const COMMA_WORD = /^(mio|mrd|tsd|mln|mld|млн|млрд|тыс|mi|mil|millones|milhoes|tys)\.?$/;
const MAX_LENGTH = 64;
/** What floating point adds to a whole number. */
const NOISE = 1e-3;

/**
 * A count as people write it: `12345`, `12,345`, `1.234.567`, `12.3M`, `12,3 Mio`, `1.2万`, `12K+`, `1.2e6`, `١٢٣`.
 * `null` for blank and for words such as `n/a` or `hidden`; a text when it is there and no count.
 */
export function parseCount(value: unknown): number | null | CountFault {
  const amount = parseAmount(value);
  if (typeof amount !== 'number') return amount;
  const count = Math.round(amount);
  if (Math.abs(amount - count) > NOISE) return 'not a count';
  return count >= 0 && Number.isSafeInteger(count) ? count : 'not a count';
}

/** The same without the rule that it is whole, as averages are. At least 0. */
export function parseAmount(value: unknown): number | null | CountFault {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return null;
    return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : 'not a count';
  }
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return 'not a count';
  if (PLAIN.test(value)) return Number(value);
  const text = value.trim();
  if (isUnknownWord(text)) return null;
  return readText(foldDigits(text.replace(UNIT, '')));
}

const PLAIN = /^\d{1,15}$/;

function readText(text: string): number | CountFault {
  const [, bound, sign, digits, exponent, word = '', plus] = TEXT.exec(text) ?? [];
  if (digits === undefined || sign === '-') return 'not a count';
  if (bound !== undefined && /^(<|≤|under|>|≥|over)/i.test(bound) && !plus)
    return 'only a lower or upper bound';
  const suffix = fold(word);
  const times = suffix === '' ? 1 : (FACTORS[suffix] ?? FACTORS[suffix.replace(/\.$/, '')]);
  if (times === undefined) return 'not a count';
  const plain = readDigits(digits, {
    decimal: times > 1 || exponent !== undefined,
    comma: COMMA_WORD.test(suffix),
  });
  if (plain === null) return 'not a count';
  const amount = plain * 10 ** Number(exponent ?? 0) * times;
  // 1.1 * 1e6 is not whole in floating point.
  const rounded = times > 1 || exponent !== undefined ? Math.round(amount) : amount;
  return rounded <= Number.MAX_SAFE_INTEGER ? rounded : 'not a count';
}

/** Digits with separators: the last one is a decimal point unless the groups behind it are full. */
function readDigits(raw: string, { decimal, comma }: { decimal: boolean; comma: boolean }): number | null {
  const text = raw.replace(/[_'’\u00a0\u2009\u202f ]/g, ' ').trim();
  if (/^\d+$/.test(text)) return Number(text);
  const marks = [...new Set(text.replace(/\d/g, ''))];
  if (marks.length === 1) {
    const [mark] = marks as [string];
    const parts = text.split(mark);
    const grouped = areGroups(parts);
    // One mark can be either: `1.234` followers are 1,234, but `1.234M` are 1,234,000 and `1,234M` a slip of neither.
    const isPoint = parts.length === 2 && mark !== ' ' && (!grouped || (decimal && (mark === '.' || comma)));
    if (isPoint) return toNumber(parts[0], parts[1]);
    return grouped ? Number(parts.join('')) : null;
  }
  if (marks.length !== 2) return null;
  const point = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (point === -1 || text.indexOf(text[point] as string) !== point) return null;
  const whole = text.slice(0, point);
  const group = /\D/.exec(whole)?.[0] ?? '';
  const parts = whole.split(group);
  return areGroups(parts) ? toNumber(parts.join(''), text.slice(point + 1)) : null;
}

/** `1 234 567`, or `12 34 567` as India writes it. */
function areGroups(parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (!/^\d{1,3}$/.test(first) || rest.at(-1)?.length !== 3 || (first === '0' && rest.length > 0))
    return false;
  return (
    rest.every((part) => part.length === 3) ||
    (first.length <= 2 && rest.slice(0, -1).every((part) => part.length === 2))
  );
}

function toNumber(whole: string | undefined, fraction: string | undefined): number | null {
  const value = Number(`${whole || '0'}.${fraction}`);
  return Number.isFinite(value) ? value : null;
}

function fold(word: string): string {
  return word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}

/** The digits of every script as 0 to 9, and the Arabic separators as `.` and `,`. */
export function foldDigits(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/٫/g, '.')
    .replace(/[٬،]/g, ',')
    .replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)));
}

/** Decimal digits stand in runs of ten, so the place in the run is the digit. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0) as number;
  if (code < 0x80) return code - 0x30;
  let start = code;
  while (code - start < 9 && /\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return code - start;
}
