/** What one source may spend in a day. Servers state their own limits in their answers; this one is the operator's. */
export interface BudgetRule {
  /** As settings name it: `units`. */
  name: string;
  /** What is counted, in the plural: `requests`. */
  unit: string;
  perDay: number;
  /** The day begins at midnight of this time zone. */
  timeZone: string;
  /**
   * How many are taken from the record at once. Above 1, a process that is killed leaves the rest of its block unused;
   * the budget is never exceeded.
   */
  block: number;
}

const HOUR_MS = 3_600_000;

/** `2026-06-01` in the time zone of the rule. `at` in epoch milliseconds. */
export function dayOf({ timeZone }: Pick<BudgetRule, 'timeZone'>, at: number): string {
  return formatterOf(timeZone).format(at);
}

/** When the day that holds `at` ends, epoch milliseconds. Days begin on whole hours of UTC, 23 to 25 hours apart. */
export function endOfDay(rule: Pick<BudgetRule, 'timeZone'>, at: number): number {
  const day = dayOf(rule, at);
  let next = Math.floor(at / HOUR_MS) * HOUR_MS + HOUR_MS;
  while (dayOf(rule, next) === day) next += HOUR_MS;
  return next;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    formatters.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formatters.set(timeZone, known);
  return known;
}
