const DAY_MS = 86_400_000;
/** The last day that spreadsheets know, in year 9999. */
const LAST_SERIAL = 2_958_466;

/** A decimal number as plain digits: `1.5E+3` is `1500`. `shift` moves the point to the right. Other text stays as it is. */
export function toPlainNumber(text: string, shift = 0): string {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (Number(exponent) === 0 && shift === 0) return text.trim();
  const digits = whole + fraction;
  const point = whole.length + Number(exponent) + shift;
  const left = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '';
  const right = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const wholePart = left.replace(/^0+(?=\d)/, '') || '0';
  const fractionPart = right.replace(/0+$/, '');
  return sign + wholePart + (fractionPart === '' ? '' : `.${fractionPart}`);
}

/** `2024-03-01`, with its time in UTC where it has one; `null` where the number is no day. */
export function serialToDate(serial: number, is1904: boolean): string | null {
  if (!(serial >= 0 && serial < LAST_SERIAL)) return null;
  // The calendar of 1900 has a 29th of February that was none.
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const seconds = Math.round((serial * DAY_MS) / 1_000);
  const text = new Date(epoch + seconds * 1_000).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
}

export type NumberStyle = 'plain' | 'date' | 'percent';

/** Formats that have numbers and no code (ECMA-376, part 1, 18.8.30). */
const BUILT_IN_DATES: readonly (readonly [number, number])[] = [
  [14, 17],
  [22, 22],
  [27, 36],
  [50, 58],
];

/** What a number format shows a number as. Times without a day stay numbers. */
export function styleOfFormat(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) {
    if (id === 9 || id === 10) return 'percent';
    return BUILT_IN_DATES.some(([from, to]) => id >= from && id <= to) ? 'date' : 'plain';
  }
  const bare = code.split(';', 1)[0]?.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '') ?? '';
  if (/general/i.test(bare)) return 'plain';
  if (/[yd]/i.test(bare) || /m{3,}/i.test(bare)) return 'date';
  return bare.includes('%') ? 'percent' : 'plain';
}
