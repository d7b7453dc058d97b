import { formatMoney } from '#cli/output/text/format-money.ts';
import type { Column } from '#cli/output/text/table.ts';
import { renderTable } from '#cli/output/text/table.ts';
import type { Style } from './columns.ts';
import { monthly, naming, PLAIN, sum, WIDTH } from './columns.ts';
import type { ReceiptEvent } from './schema.ts';

type Bill = NonNullable<ReceiptEvent['bill']>;

const ORDER = { there: 0, kept: 1, gone: 2 } as const;

/** What happened to each resource, and how to delete what remains. */
export function renderBill(bill: Bill, style: Style = PLAIN): string[] {
  const { cluster, region, account, at, resources, currency, month } = bill;
  type Row = Bill['resources'][number];
  const there = resources.filter(({ status }) => status === 'there');
  const kept = resources.filter(({ status }) => status === 'kept');
  const rows = resources.toSorted((a, b) => ORDER[a.status] - ORDER[b.status]);
  const columns: Column<Row>[] = [
    ...naming<Row>(),
    {
      title: 'now',
      min: 4,
      yields: 1,
      cell: ({ status, state }) => (status === 'kept' ? `kept, ${state}` : state),
    },
    monthly(currency),
  ];
  const commands = (which: readonly Row[]) =>
    which.flatMap(({ kind, id, why, command }) => [
      `  ${kind} ${id}${why === null ? '' : `: ${why}`}`,
      ...(command === null ? [] : [`    ${command}`]),
    ]);
  const cost = `${sum(month, bill.at_least, currency)} a month`;
  return [
    `Receipt for ${style.bold(cluster)} in ${region}, account ${account}, ${at}`,
    ...(rows.length > 0 ? renderTable(columns, rows, WIDTH).map((line) => `  ${line.trimEnd()}`) : []),
    ...(bill.complete ? [] : [style.yellow('  last known state: the command did not finish')]),
    ...bill.unseen.map(({ kind, why }) => style.yellow(`  not checked: ${kind} (${why})`)),
    ...(there.length > 0 ? [style.red(`Remaining: ${there.length}`), ...commands(there)] : []),
    ...(kept.length > 0 ? [style.yellow(`Kept as requested: ${kept.length}`), ...commands(kept)] : []),
    bill.complete && bill.unseen.length === 0 && there.length === 0 && kept.length === 0
      ? style.green(`No billable resources remain: ${formatMoney(0, currency)} a month`)
      : `The remaining resources cost ${bill.unseen.length > 0 && !bill.at_least ? 'at least ' : ''}${cost} (prices of ${bill.prices_of}, without taxes)`,
    ...(bill.file === null ? [] : [style.dim(`Saved in ${bill.file}`)]),
  ];
}
