import type { InstanceRow } from '../results/instances.ts';
import { formatCount } from '../text/format.ts';
import { formatMoney } from '../text/format-money.ts';
import type { Column, TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

const COLUMNS: readonly Column<InstanceRow>[] = [
  { title: 'NAME', min: 8, yields: 1, cell: ({ name }) => name },
  { title: 'TARGET', min: 6, yields: 4, cell: ({ target }) => target ?? '-' },
  { title: 'STATE', min: 8, yields: 2, cell: describeState },
  {
    title: 'PROFILES',
    align: 'right',
    min: 8,
    yields: 3,
    cell: ({ profiles }) => (profiles === null ? '-' : formatCount(profiles)),
  },
  { title: 'ADDRESS', min: 12, yields: 5, cell: ({ url }) => url ?? '-' },
  {
    title: 'COST/MONTH',
    align: 'right',
    min: 10,
    yields: 6,
    cell: ({ cost_per_month: cost, currency }) =>
      cost === null || currency === null ? '-' : formatMoney(cost, currency),
  },
];

export function renderInstances(instances: readonly InstanceRow[], style: TableStyle): Rendered {
  if (instances.length === 0)
    return {
      lines: [],
      remarks: [{ text: 'There are no instances on this machine. Start one', command: ['up'] }],
    };
  const lines = renderStyledTable(COLUMNS, instances, style);
  return {
    lines,
    remarks: instances.flatMap(({ name, error }) => (error === null ? [] : [`${name}: ${error}`])),
  };
}

function describeState({ state, ready, error }: InstanceRow): string {
  if (error !== null || state === null) return 'unknown';
  return state === 'running' && ready === false ? 'not ready' : state;
}
