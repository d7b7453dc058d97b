import type { ChalkInstance } from 'chalk';
import type { EventOf } from '../events/events.ts';
import { formatMoney } from '../text/format-money.ts';
import type { Column } from '../text/table.ts';
import { renderTable } from '../text/table.ts';

/** Ids are copied by people: the table takes the room that they need. */
const WIDTH = 140;

type Teardown = EventOf<'teardown'>;
type Bill = NonNullable<EventOf<'receipt'>['bill']>;
type Style = Pick<ChalkInstance, 'bold' | 'dim' | 'green' | 'red' | 'yellow'>;

const PLAIN: Style = Object.fromEntries(
  ['bold', 'dim', 'green', 'red', 'yellow'].map((name) => [name, (text: string) => text]),
) as never;

/** What is about to go, in which account, and by what it is known. */
export function renderTeardown(plan: Teardown, style: Style = PLAIN): string[] {
  const { cluster, region, account, identity, resources, month, currency } = plan;
  const gone = resources.filter(({ action }) => action === 'delete');
  const kept = resources.filter(({ action }) => action === 'keep');
  const table = (rows: Teardown['resources']) =>
    renderTable<Teardown['resources'][number]>(
      [
        ...naming<Teardown['resources'][number]>(),
        { title: 'state', min: 6, yields: 3, cell: ({ state }) => state },
        monthly(currency),
        { title: 'known by', min: 10, yields: 4, cell: ({ owned_by }) => owned_by },
      ],
      rows,
      WIDTH,
    ).map((line) => `  ${line.trimEnd()}`);
  return [
    `${style.bold(cluster)} in ${region}, account ${account} (${identity})`,
    ...(gone.length > 0
      ? [
          style.red(`To be deleted: ${gone.length}, ${sum(month, plan.at_least, currency)} a month`),
          ...table(gone),
        ]
      : ['To be deleted: nothing']),
    ...(kept.length > 0 ? [style.yellow(`To be kept: ${kept.length}`), ...table(kept)] : []),
  ];
}

/** What became of everything, and what is to be done about the rest. */
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
    ...(bill.complete ? [] : [style.yellow('  as last seen: the end was not reached')]),
    ...bill.unseen.map(({ kind, why }) => style.yellow(`  not looked at: ${kind} (${why})`)),
    ...(there.length > 0 ? [style.red(`Still there: ${there.length}`), ...commands(there)] : []),
    ...(kept.length > 0 ? [style.yellow(`Kept as asked: ${kept.length}`), ...commands(kept)] : []),
    bill.complete && bill.unseen.length === 0 && there.length === 0 && kept.length === 0
      ? style.green(`Nothing is left that bills: ${formatMoney(0, currency)} a month`)
      : `What is left bills ${bill.unseen.length > 0 && !bill.at_least ? 'at least ' : ''}${cost} (prices of ${bill.prices_of}, without taxes)`,
    ...(bill.file === null ? [] : [style.dim(`Saved in ${bill.file}`)]),
  ];
}

const ORDER = { there: 0, kept: 1, gone: 2 } as const;

function naming<Row extends { kind: string; id: string; name: string }>(): Column<Row>[] {
  return [
    { title: 'kind', min: 8, yields: 1, cell: ({ kind }) => kind },
    { title: 'id', min: 22, yields: 2, cell: ({ id, name }) => (id.startsWith('arn:') ? name : id) },
  ];
}

function monthly<Row extends { bills: boolean; month: number | null }>(currency: string): Column<Row> {
  return {
    title: 'a month',
    align: 'right',
    min: 7,
    yields: 0,
    cell: ({ bills, month }) => (bills ? formatMoney(month, currency) : '-'),
  };
}

function sum(month: number, atLeast: boolean, currency: string): string {
  return `${atLeast ? 'at least ' : ''}${formatMoney(month, currency)}`;
}
