import type { ChalkInstance } from 'chalk';
import type { EventOf } from '../events/events.ts';
import { describeLimit } from '../text/describe-limit.ts';
import { formatDuration, oneLine } from '../text/format.ts';
import { formatMoney } from '../text/format-money.ts';
import type { Column } from '../text/table.ts';
import { renderTable } from '../text/table.ts';

/** Money is read by people: the table takes the room that it needs. */
const WIDTH = 110;

type Row = Omit<EventOf<'spending'>['items'][number], 'count'> & { count: number | null };

/** Who would spend what, where, and on what. */
export function renderSpending(plan: EventOf<'spending'>, style: ChalkInstance): string[] {
  const { currency, limits, by_use, at_least, hour, month } = plan;
  const where = `${style.bold(plan.cluster)} in ${plan.region}, account ${plan.account} (${oneLine(plan.identity)}), Kubernetes ${plan.version}`;
  if (plan.items.every(({ exists }) => exists)) {
    const sum = `${at_least ? 'at least ' : ''}${formatMoney(month, currency)}`;
    return [`${where}: ${sum} a month, and nothing is added`];
  }
  const columns: Column<Row>[] = [
    {
      title: '',
      min: 10,
      yields: 2,
      cell: ({ what, exists }) => `${what}${exists ? ' (there already)' : ''}`,
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
    `  prices of ${plan.prices_of}, without taxes, free tiers and discounts${by_use.length > 0 ? '; by use:' : ''}`,
    ...by_use.map((text) => `    ${text}`),
    ...limits.map((limit) => `  ${limitMark(limit.fits, style)} ${describeLimit(limit)}`),
  ];
}

type Billed = Omit<EventOf<'cost'>['items'][number], 'id'>;

/** What is there, what it costs and what it has cost. */
export function renderCost(cost: EventOf<'cost'>, style: ChalkInstance, now: number): string[] {
  const { cluster, region, account, items, currency, since, hour, month, spent, at_least } = cost;
  const age = formatDuration(Math.max(0, now - Date.parse(since)));
  const where = `${style.bold(cluster)} in ${region}, account ${account}`;
  if (items.length === 0) return [`${where}: nothing that bills${at_least ? ' was seen' : ''}`];
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
    `  prices of ${cost.prices_of}; without taxes and discounts, what is gone already${cost.by_use.length > 0 ? ', and by use:' : ''}`,
    ...cost.by_use.map((text) => `    ${text}`),
  ];
}

function limitMark(fits: boolean | null, style: ChalkInstance): string {
  if (fits === null) return style.yellow('?');
  return fits ? style.green('✔') : style.red('✖');
}
