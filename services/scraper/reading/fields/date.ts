import { foldDigits } from './count.ts';
import { isUnknownWord } from './unknown-words.ts';

/** How a file orders the numbers of `01/03/2024`; `null` while nothing in it says so. */
export type DayOrder = 'day-first' | 'month-first';

/** Why a value that is there is no date. */
export type DateFault = 'not a date' | 'day and month could be either';

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const TIME =
  /[T,]?\s*\b(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?=\s|$)/i;
const THREE_NUMBERS = /^(\d{1,4})([./\-年\s]+)(\d{1,2})(?:[./\-月\s]+)(\d{1,4})日?$/;
/** Numbers below are seconds, above milliseconds: as seconds it is the year 5138, as milliseconds 1973. */
const SECONDS_BELOW = 100_000_000_000;
/** The year 1973; smaller numbers are years, days of a spreadsheet, or written dates, not seconds. */
const SECONDS_FROM = 100_000_000;
/** 1982 to 2064 as days since 1899-12-30, which is how spreadsheets store dates. */
const SHEET_DAYS = { from: 30_000, to: 60_000 };
const SHEET_EPOCH = Date.UTC(1899, 11, 30);
const MAX_TIME = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;

/**
 * A date as epoch milliseconds, UTC unless it says otherwise: ISO 8601 and its relatives, `Fri Mar 01 12:00:00 +0000
 * 2024`, `1 March 2024`, `20240301`, a spreadsheet's day number, epoch seconds, milliseconds or microseconds. `null`
 * for blank and for words such as `n/a`; a text when it is there and no date. A bare year is no date.
 */
export function parseDate(value: unknown, order: DayOrder | null = null): number | null | DateFault {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string' || value.length > 64) return 'not a date';
  const trimmed = value.trim();
  const [, day, time, zone = 'Z'] = ISO.exec(trimmed) ?? [];
  if (day !== undefined) return fromIso(day, time, zone);
  if (isUnknownWord(trimmed)) return null;
  const text = foldDigits(trimmed);
  if (/^\d+(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  return fromParts(text, order);
}

function fromIso(day: string, time: string | undefined, zone: string): number | DateFault {
  const shift = /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.toUpperCase().replace('UTC', 'Z');
  const ms = Date.parse(time === undefined ? `${day}T00:00Z` : `${day}T${time}${shift}`);
  // Date.parse takes February 30 for March 1.
  const real = Number(day.slice(8)) <= daysIn(Number(day.slice(0, 4)), Number(day.slice(5, 7)));
  return real ? usable(ms) : 'not a date';
}

function fromNumber(value: number): number | DateFault {
  if (value >= SHEET_DAYS.from && value < SHEET_DAYS.to) {
    // A day's fraction is its time, to the second.
    return SHEET_EPOCH + Math.round(value * 86_400) * 1_000;
  }
  if (Number.isInteger(value) && value >= 19_000_101 && value <= 21_001_231) {
    return toTime(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100, 0);
  }
  if (value < SECONDS_FROM) return 'not a date';
  if (value < SECONDS_BELOW) return usable(Math.round(value * 1_000));
  return usable(Math.round(value > 1e14 ? value / 1_000 : value));
}

function fromParts(text: string, order: DayOrder | null): number | DateFault {
  const time = TIME.exec(text);
  const clock = time === null ? 0 : clockOf(time);
  if (clock === null) return 'not a date';
  const rest = (time === null ? text : text.replace(time[0], ' ')).replace(/\s+/g, ' ').trim();
  const numbers = THREE_NUMBERS.exec(rest);
  if (numbers !== null) return fromThree(numbers, order, clock);
  const [, dayText, year, month] = splitWords(rest);
  return month === undefined ? 'not a date' : toTime(Number(year), month, Number(dayText), clock);
}

function fromThree(match: RegExpExecArray, order: DayOrder | null, clock: number): number | DateFault {
  const [, first = '', mark = '', second = '', third = ''] = match;
  if (first.length === 4) return toTime(Number(first), Number(second), Number(third), clock);
  if (first.length > 2 || (third.length !== 4 && third.length !== 2)) return 'not a date';
  const year = third.length === 4 ? Number(third) : 2_000 + Number(third);
  const [a, b] = [Number(first), Number(second)];
  if (a > 12) return toTime(year, b, a, clock);
  if (b > 12 || order === 'month-first') return toTime(year, a, b, clock);
  // With points between them the day comes first everywhere.
  if (a === b || order === 'day-first' || mark === '.') return toTime(year, b, a, clock);
  return 'day and month could be either';
}

/** `1 March 2024`, `Mar 1, 2024`, `Fri Mar 01 2024`: day, year and month. */
function splitWords(text: string): [string, string, string, number] | [] {
  const words = text.split(/[\s,./-]+/).filter((word) => word !== '' && !/^(de|of|at|the)$/i.test(word));
  const month = words.map(monthOf).find((one) => one !== undefined);
  const numbers = words.flatMap((word) => /^(\d{1,4})(?:st|nd|rd|th|º|\.)?$/i.exec(word)?.[1] ?? []);
  const year = numbers.find((one) => one.length === 4);
  const day = numbers.find((one) => one.length <= 2);
  return month === undefined || year === undefined || day === undefined || numbers.length !== 2
    ? []
    : [text, day, year, month];
}

/** The first letters of the months: English, then Spanish, Portuguese, French, German, Italian, Dutch, Turkish, Russian. */
const MONTHS: readonly string[] = [
  'jan ene gen oca янв',
  'feb fev fév şub sub фев',
  'mar mär maa mrt мар',
  'apr abr avr nis апр',
  'may mai mag mei мая май',
  'jun giu juin haz июн',
  'jul lug juil tem июл',
  'aug ago aoû aou ağu agu авг',
  'sep set eyl сен',
  'oct out okt ott eki окт',
  'nov kas ноя',
  'dec dic dez déc ara дек',
];

function monthOf(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (!/^\p{L}{3,}\.?$/u.test(lower)) return undefined;
  const index = MONTHS.findIndex((starts) => starts.split(' ').some((start) => lower.startsWith(start)));
  return index === -1 ? undefined : index + 1;
}

function clockOf(match: RegExpExecArray): number | null {
  const [, hourText, minute, second = '0', half, zone] = match;
  let hour = Number(hourText);
  if (half !== undefined) hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
  if (hour > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  const shift = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return ((hour * 60 + Number(minute) - shift) * 60 + Number(second)) * 1_000;
}

function toTime(year: number, month: number, day: number, clock: number): number | DateFault {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return 'not a date';
  return usable(Date.UTC(year, month - 1, day) + clock);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function usable(ms: number): number | DateFault {
  return ms >= 0 && ms <= MAX_TIME ? ms : 'not a date';
}

/** What the values of one column say about the order of day and month; `null` when nothing, or both. */
export function dayOrderOf(values: Iterable<unknown>): DayOrder | null {
  let dayFirst = false;
  let monthFirst = false;
  for (const value of values) {
    if (typeof value !== 'string') continue;
    const [, first, , second, third] = THREE_NUMBERS.exec(value.trim().split(/[\sT,]+/)[0] ?? '') ?? [];
    if (first === undefined || first.length > 2 || third === undefined) continue;
    if (Number(first) > 12) dayFirst = true;
    if (Number(second) > 12) monthFirst = true;
  }
  if (dayFirst === monthFirst) return null;
  return dayFirst ? 'day-first' : 'month-first';
}

/** What dates are compared with. */
export interface DateContext {
  /** The date of rows that carry none, epoch milliseconds. */
  asOf: number | null;
  /** Epoch milliseconds. */
  now: number;
}

/** A date may lie this far ahead: clocks and time zones differ. */
export function isAhead(date: number, now: number): boolean {
  return date > now + DAY_MS;
}
