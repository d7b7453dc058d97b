import type { ChalkInstance } from 'chalk';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { Column } from '#cli/output/text/table.ts';

/** Ids are copied by people: the table is as wide as they need. */
export const WIDTH = 140;

export type Style = Pick<ChalkInstance, 'bold' | 'dim' | 'green' | 'red' | 'yellow'>;

export const PLAIN: Style = Object.fromEntries(
  ['bold', 'dim', 'green', 'red', 'yellow'].map((name) => [name, (text: string) => text]),
) as never;

export function naming<Row extends { kind: string; id: string; name: string }>(): Column<Row>[] {
  return [
    { title: 'kind', min: 8, yields: 1, cell: ({ kind }) => kind },
    { title: 'id', min: 22, yields: 2, cell: ({ id, name }) => (id.startsWith('arn:') ? name : id) },
  ];
}

export function monthly<Row extends { bills: boolean; month: number | null }>(currency: string): Column<Row> {
  return {
    title: 'a month',
    align: 'right',
    min: 7,
    yields: 0,
    cell: ({ bills, month }) => (bills ? formatMoney(month, currency) : '-'),
  };
}

export function sum(month: number, atLeast: boolean, currency: string): string {
  return `${atLeast ? 'at least ' : ''}${formatMoney(month, currency)}`;
}
