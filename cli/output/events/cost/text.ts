import type { ChalkInstance } from 'chalk';
import { formatDuration } from '#cli/output/text/format.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { Column } from '#cli/output/text/table.ts';
import { renderTable } from '#cli/output/text/table.ts';
import type { CostEvent } from './schema.ts';

/** The table is as wide as its amounts need. */
const WIDTH = 110;

type Billed = Omit<CostEvent['items'][number], 'id'>;

/** The existing resources, what they cost and have cost. */
export function renderCost(cost: CostEvent, style: ChalkInstance, now: number): string[] {
  const { cluster, region, account, items, currency, since, hour, month, spent, at_least } = cost;
  const age = formatDuration(Math.max(0, now - Date.parse(since)));
  const where = `${style.bold(cluster)} in ${region}, account ${account}`;
  if (items.length === 0) return [`${where}: no billable resources${at_least ? ' found' : ''}`];
  const columns: Column<Billed>[] = [
    { title: '', min: 10, yields: 2, cell: ({ what }) => what },
    {
      title: 'an hour',
      align: 'right',
      min: 8,
      yields: 1,
      cell: (one) => formatMoney(one.hour, currency, 4),
    },
    { title: 'a month', align: 'right', min: 8, yields: 0, cell: (one) => formatMoney(one.month, currency) },
    { title: 'so far', align: 'right', min: 8, yields: 0, cell: (one) => formatMoney(one.spent, currency) },
  ];
  const total = { what: at_least ? 'total, at least' : 'total', created_at: null, hour, month, spent };
  const rows = renderTable<Billed>(columns, [...items, total], WIDTH);
  const last = rows.pop() ?? '';
  return [
    `${where}, for ${age}`,
    ...rows.map((row) => `  ${row.trimEnd()}`),
    `  ${style.bold(last)}`,
    `  prices of ${cost.prices_of}; without taxes, discounts and deleted resources${cost.by_use.length > 0 ? '. Billed by use:' : ''}`,
    ...cost.by_use.map((text) => `    ${text}`),
  ];
}
