import type { DeadLetters } from '#contract/queues.ts';
import { formatBytes, formatCount, formatDuration } from '../text/format.ts';
import type { Column, TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

type Row = DeadLetters['dead'][number] & { queue: string };

/** Enough of an id to name it. */
const SHORT_ID = 12;

/** The table of dead letters. */
export function renderDead(queues: readonly DeadLetters[], style: TableStyle, now: number): Rendered {
  const rows: Row[] = queues.flatMap(({ queue, dead }) => dead.map((letter) => ({ queue, ...letter })));
  if (rows.length === 0) return { lines: [], remarks: ['There are no dead letters.'] };
  const several = new Set(rows.map(({ queue }) => queue)).size > 1;
  const table: Column<Row>[] = [
    { title: 'ID', min: SHORT_ID, yields: 1, cell: ({ id }) => id.slice(0, SHORT_ID) },
    ...(several
      ? [{ title: 'QUEUE', min: 11, yields: 2, cell: ({ queue }: Row) => queue } satisfies Column<Row>]
      : []),
    { title: 'TRIES', align: 'right', min: 5, yields: 4, cell: ({ attempts }) => formatCount(attempts) },
    { title: 'DIED', align: 'right', min: 10, yields: 3, cell: (row) => ago(row.died_at, now) },
    { title: 'SIZE', align: 'right', min: 7, yields: 5, cell: ({ bytes }) => formatBytes(bytes) },
    { title: 'REASON', min: 16, yields: 6, cell: ({ reason }) => reason },
  ];
  const lines = renderStyledTable(table, rows, style);
  const total = queues.reduce((sum, queue) => sum + queue.total, 0);
  const only = queues.length === 1 ? [queues[0]?.queue ?? ''] : [];
  return {
    lines,
    remarks: [
      `${formatCount(rows.length)} of ${formatCount(total)} dead letters`,
      { text: 'show the messages', command: ['queues', 'dead', ...only, '--show'] },
      `retry them: --retry; delete them: --discard; select one: --id ${rows[0]?.id.slice(0, SHORT_ID)}`,
    ],
  };
}

/** `3 min 20 s ago`. */
export function ago(at: string, now: number): string {
  return `${formatDuration(Math.max(0, now - Date.parse(at)))} ago`;
}
