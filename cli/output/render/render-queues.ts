import type { Hint } from '#cli/hint.ts';
import type { QueueReport } from '#contract/queues.ts';
import { formatCount, formatDuration } from '../text/format.ts';
import type { Column, TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

const number = (
  title: string,
  yields: number,
  cell: (queue: QueueReport) => string,
): Column<QueueReport> => ({
  title,
  align: 'right',
  min: title.length,
  yields,
  cell,
});

const COLUMNS: readonly Column<QueueReport>[] = [
  { title: 'QUEUE', min: 12, yields: 1, cell: ({ name }) => name },
  number('READY', 3, ({ ready }) => formatCount(ready)),
  number('IN FLIGHT', 5, ({ in_flight }) => formatCount(in_flight)),
  number('DELAYED', 4, ({ delayed }) => formatCount(delayed)),
  number('IN/S', 6, ({ published_per_second }) => formatPerSecond(published_per_second)),
  number('DONE/S', 7, ({ acknowledged_per_second }) => formatPerSecond(acknowledged_per_second)),
  number('OLDEST', 8, ({ oldest_ms }) => (oldest_ms === null ? '-' : formatDuration(oldest_ms))),
  number('DEAD', 2, ({ dead }) => formatCount(dead)),
];

/** The table of queues, who measured the rates, and how to see dead letters. */
export function renderQueues(queues: readonly QueueReport[], style: TableStyle): Rendered {
  const lines = renderStyledTable(COLUMNS, queues, style);
  const [first] = queues;
  const remarks: (string | Hint)[] = [];
  if (first) {
    const seconds = first.rates_window_ms / 1_000;
    const by = first.rates_by === 'server' ? 'the queue server' : 'this process';
    remarks.push(`IN/S, DONE/S: published and acknowledged, over ${seconds} s, by ${by}`);
  }
  for (const { name, dead } of queues)
    if (dead > 0) remarks.push({ text: `${formatCount(dead)} dead`, command: ['queues', 'dead', name] });
  return { lines, remarks };
}

/** `-` for an unknown rate. */
function formatPerSecond(rate: number | null): string {
  if (rate === null) return '-';
  return rate < 10 ? String(Number(rate.toFixed(1))) : formatCount(Math.round(rate));
}
