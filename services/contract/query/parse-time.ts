import type { Moment } from './tree.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Months have 30 days, years 365. */
const UNITS: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  m: 30 * DAY_MS,
  y: 365 * DAY_MS,
};
const MAX_AGO_MS = 200 * 365 * DAY_MS;

interface TimeRange {
  from?: Moment;
  to?: Moment;
}

/**
 * Reads a range of time: `30d` and `<30d` within the last 30 days, `>1y` longer ago, `30d..90d` between, `2026-01-01` and
 * `>2026-01-01` since then, `<2026-01-01` before, `2026-01-01..2026-02-01` between.
 */
export function parseTime(text: string): TimeRange | { fault: string; suggestion: string | null } {
  const plain = text.trim();
  const [, sign = '', compared = ''] = /^(>=|<=|≥|≤|>|<|=)?\s*(.*)$/s.exec(plain) ?? [];
  const parts = compared.split(/\s*(?:\.\.+|…)\s*/);
  const isNumber = /^\d{1,4}$/.test(compared);
  const fault = {
    fault: isNumber ? `"${plain}" has no unit` : `"${plain}" is not an age or a date`,
    suggestion: isNumber ? `${sign}${compared}d` : null,
  };
  if (parts.length > 2 || (parts.length === 2 && sign !== '')) return fault;
  const moments = parts.map((part) => (part === '' ? null : readMoment(part)));
  if (moments.includes(undefined) || moments.every((moment) => moment === null)) return fault;
  const [first, second] = moments as (Moment | null)[];
  if (parts.length === 1 && first) {
    const isOlder = 'agoMs' in first ? />|≥/.test(sign) : /<|≤/.test(sign);
    return isOlder ? { to: first } : { from: first };
  }
  const isAge = [first, second].every((moment) => !moment || 'agoMs' in moment);
  const [from, to] = isAge ? [second, first] : [first, second];
  if (from && to && isAfter(from, to))
    return {
      fault: `the range "${plain}" ends before it begins`,
      suggestion: `${parts[1]}..${parts[0]}`,
    };
  return { ...(from && { from }), ...(to && { to }) };
}

function readMoment(text: string): Moment | undefined {
  const [, digits, unit = ''] =
    /^(\d{1,6})\s*(h|d|w|mo|m|y|hours?|days?|weeks?|months?|years?)$/i.exec(text) ?? [];
  if (digits !== undefined) {
    const agoMs = Number(digits) * (UNITS[unit.charAt(0).toLowerCase()] ?? 0);
    return agoMs <= MAX_AGO_MS ? { agoMs } : undefined;
  }
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const atMs = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // The 31st of February is the 3rd of March to `Date.parse`.
  const isDay =
    !Number.isNaN(atMs) && new Date(atMs).toISOString().slice(0, 10) === `${year}-${month}-${day}`;
  return isDay ? { atMs } : undefined;
}

/** Whether both are of one kind and in the wrong order. */
function isAfter(from: Moment, to: Moment): boolean {
  if ('atMs' in from) return 'atMs' in to && from.atMs > to.atMs;
  return 'agoMs' in to && from.agoMs < to.agoMs;
}

/** A text that `parseTime` reads as this range. */
export function printTime({ from, to }: TimeRange): string {
  if (from && to) {
    const isAge = 'agoMs' in from && 'agoMs' in to;
    return isAge ? `${printMoment(to)}..${printMoment(from)}` : `${printMoment(from)}..${printMoment(to)}`;
  }
  if (from) return 'agoMs' in from ? `<${printMoment(from)}` : `>=${printMoment(from)}`;
  if (to) return 'agoMs' in to ? `>${printMoment(to)}` : `<=${printMoment(to)}`;
  return '';
}

function printMoment(moment: Moment): string {
  if ('atMs' in moment) return new Date(moment.atMs).toISOString().slice(0, 10);
  return moment.agoMs % DAY_MS === 0 ? `${moment.agoMs / DAY_MS}d` : `${moment.agoMs / HOUR_MS}h`;
}

/** Epoch milliseconds of a moment. */
export function timeOf(moment: Moment, nowMs: number): number {
  return 'atMs' in moment ? moment.atMs : nowMs - moment.agoMs;
}
