import type { ChalkInstance } from 'chalk';
import { describeLimit } from '#cli/output/text/describe-limit.ts';
import { oneLine } from '#cli/output/text/format.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { Column } from '#cli/output/text/table.ts';
import { renderTable } from '#cli/output/text/table.ts';
import type { SpendingEvent } from './schema.ts';

/** The table is as wide as its amounts need. */
const WIDTH = 110;

type Row = Omit<SpendingEvent['items'][number], 'count'> & { count: number | null };

/** Who would spend how much, where, and on what. */
export function renderSpending(plan: SpendingEvent, style: ChalkInstance): string[] {
  const { currency, limits, by_use, at_least, hour, month } = plan;
  const where = `${style.bold(plan.cluster)} in ${plan.region}, account ${plan.account} (${oneLine(plan.identity)}), Kubernetes ${plan.version}`;
  if (plan.items.every(({ exists }) => exists)) {
    const sum = `${at_least ? 'at least ' : ''}${formatMoney(month, currency)}`;
    return [`${where}: ${sum} a month, no new resources`];
  }
  const columns: Column<Row>[] = [
    {
      title: '',
      min: 10,
      yields: 2,
      cell: ({ what, exists }) => `${what}${exists ? ' (exists)' : ''}`,
    },
    { title: 'count', align: 'right', min: 5, yields: 0, cell: ({ count }) => String(count ?? '') },
    {
      title: 'an hour',
      align: 'right',
      min: 8,
      yields: 1,
      cell: ({ hour }) => formatMoney(hour, currency, 4),
    },
    {
      title: 'a month',
      align: 'right',
      min: 8,
      yields: 0,
      cell: ({ month }) => formatMoney(month, currency),
    },
  ];
  const total = {
    ...(at_least && month === 0
      ? { what: 'total', hour: null, month: null }
      : { what: at_least ? 'total, at least' : 'total', hour, month }),
    count: null,
    exists: false,
  };
  const rows = renderTable<Row>(columns, [...plan.items, total], WIDTH);
  const last = rows.pop() ?? '';
  return [
    where,
    ...rows.map((row) => `  ${row.trimEnd()}`),
    `  ${style.bold(last)}`,
    `  prices of ${plan.prices_of}, without taxes, free tiers and discounts${by_use.length > 0 ? '. Billed by use:' : ''}`,
    ...by_use.map((text) => `    ${text}`),
    ...limits.map((limit) => `  ${limitMark(limit.fits, style)} ${describeLimit(limit)}`),
  ];
}

function limitMark(fits: boolean | null, style: ChalkInstance): string {
  if (fits === null) return style.yellow('?');
  return fits ? style.green('✔') : style.red('✖');
}
