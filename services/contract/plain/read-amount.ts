/** Multipliers by the first letters of how they are written in English, German and Spanish. */
const FACTORS: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|tausend|tsd|mil)$/, 1e3],
  [/^(?:m|mio|mln|million\w*|millon\w*)$/, 1e6],
  [/^(?:b|bn|billion)$/, 1e9],
];
const UNIT = 'k|thousand|tausend|tsd|millionen|millions?|millones|millon|mil|mio|mln|m|billion|bn|b';

/** "A million". Not "a thousand", which is rarely a number: "from one thousand and one nights". */
const ONE_MILLION = '(?:an?|one|eine[nr]?|un) (?:million|millon)';

/** `50k`, `50,000`, `50.000`, `1.5 million`, `a million`. */
export const AMOUNT = `(?:\\d[\\d.,]{0,20}(?: ?(?:${UNIT}))?|${ONE_MILLION})(?![\\p{L}\\d])`;
export const PERCENT =
  '\\d{1,4}(?:[.,]\\d{1,3})?(?: ?(?:%|percent|per cent|prozent|por ciento))?(?![\\p{L}\\d%])';

/** A number of people. `like` gives the unit of a number without one: 10 in `10-50k` is 10k. */
export function readAmount(text: string, like = ''): number | undefined {
  const [, digits = '', unit = ''] = /^([\d.,]+) ?(\p{L}*)$/u.exec(text.replace(/^\p{L}+ /u, '1 ')) ?? [];
  const value = readDigits(digits, unit !== '');
  const own = factorOf(unit);
  if (value === undefined || own === undefined) return undefined;
  const other = factorOf(/\p{L}*$/u.exec(like)?.[0] ?? '') ?? 1;
  const factor = unit === '' && value < 1_000 ? other : own;
  const amount = Number((value * factor).toPrecision(12));
  return amount <= 1e12 ? amount : undefined;
}

/** A percentage: `3`, `3.5%`, `3,5 Prozent`. */
export function readPercent(text: string): number | undefined {
  const value = Number((/^[\d.,]+/.exec(text)?.[0] ?? 'x').replace(',', '.'));
  return Number.isFinite(value) ? value : undefined;
}

/** Groups of three digits are thousands; one comma or point with a unit is a fraction. */
function readDigits(digits: string, hasUnit: boolean): number | undefined {
  if (/^\d{1,3}(?:[.,]\d{3})+$/.test(digits) && !(hasUnit && /^\d[.,]\d{3}$/.test(digits)))
    return Number(digits.replaceAll(/[.,]/g, ''));
  return /^\d{1,12}(?:[.,]\d+)?$/.test(digits) ? Number(digits.replace(',', '.')) : undefined;
}

function factorOf(unit: string): number | undefined {
  return unit === '' ? 1 : FACTORS.find(([names]) => names.test(unit))?.[1];
}
