import type { Hint } from '#cli/hint.ts';
import type { SourceStatus } from '#contract/sources/sources.ts';
import { formatCount, formatDuration, oneLine } from '../text/format.ts';
import type { Column, TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

/** The table of live sources, and below it why one is not ready. `now` in epoch milliseconds. */
export function renderSources(sources: readonly SourceStatus[], style: TableStyle, now: number): Rendered {
  const table: readonly Column<SourceStatus>[] = [
    { title: 'SOURCE', min: 10, yields: 1, cell: ({ name }) => name },
    { title: 'STATE', min: 9, yields: 2, cell: ({ state }) => state },
    { title: 'BUDGET LEFT TODAY', min: 17, yields: 3, cell: ({ budgets }) => describeBudgets(budgets) },
    { title: 'LAST ANSWER', min: 11, yields: 5, cell: ({ last_success_at }) => ago(last_success_at, now) },
    { title: 'LAST ERROR', min: 10, yields: 4, cell: ({ last_error }) => ago(last_error?.at ?? null, now) },
    { title: 'NEXT RUN', min: 8, yields: 3, cell: ({ next_run_at }) => until(next_run_at, now) },
  ];
  const lines = renderStyledTable(table, sources, style);
  const remarks: (string | Hint)[] = sources.flatMap(({ name, reason, last_error }) => {
    const text = reason ?? (last_error === null ? null : `last error: ${last_error.message}`);
    return text === null ? [] : [`${name}: ${oneLine(text)}`];
  });
  return { lines, remarks };
}

function describeBudgets(budgets: SourceStatus['budgets']): string {
  if (budgets.length === 0) return '-';
  return budgets
    .map(({ left, limit, unit }) => `${formatCount(left)} of ${formatCount(limit)} ${unit}`)
    .join(', ');
}

function ago(at: number | null, now: number): string {
  return at === null ? '-' : `${formatDuration(Math.max(0, now - at))} ago`;
}

function until(at: number | null, now: number): string {
  if (at === null) return '-';
  return at <= now ? 'now' : `in ${formatDuration(at - now)}`;
}
