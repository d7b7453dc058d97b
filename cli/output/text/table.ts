import { oneLine } from './format.ts';
import { textWidth, truncate } from './text-width.ts';

export interface Column<Row> {
  title: string;
  align?: 'left' | 'right';
  /** Narrower than this it is left out. */
  min: number;
  /** The one with the highest number gives way first. */
  yields: number;
  cell(row: Row): string;
}

export interface TableStyle {
  tableWidth: number;
  color: boolean;
}

const GAP = '  ';

/** As `renderTable`, with a bold heading where color is on. */
export function renderStyledTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { tableWidth, color }: TableStyle,
): string[] {
  const [heading = '', ...lines] = renderTable(columns, rows, tableWidth);
  return [color ? `\u001b[1m${heading}\u001b[22m` : heading, ...lines];
}

/** Lines of a table no wider than `width`, whatever script the cells are in. The first is the heading. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): string[] {
  const cells = columns.map((column) => [column.title, ...rows.map((row) => oneLine(column.cell(row)))]);
  const natural = cells.map((column) => Math.max(...column.map(textWidth)));
  const widths = fit(columns, natural, width);
  const shown = columns.map((_, index) => index).filter((index) => (widths[index] ?? 0) > 0);
  const last = shown.at(-1);
  return [0, ...rows.map((_, index) => index + 1)].map((line) =>
    shown
      .map((index) => {
        const target = widths[index] ?? 0;
        const text = truncate(cells[index]?.[line] ?? '', target);
        const padding = ' '.repeat(target - textWidth(text));
        if (columns[index]?.align === 'right') return padding + text;
        return index === last ? text : text + padding;
      })
      .join(GAP),
  );
}

/** Width of each column; 0 for a column that is left out, whose room the other columns get. */
function fit(
  columns: readonly Pick<Column<never>, 'min' | 'yields'>[],
  natural: readonly number[],
  width: number,
): number[] {
  const order = columns
    .map((_, index) => index)
    .sort((a, b) => (columns[b]?.yields ?? 0) - (columns[a]?.yields ?? 0));
  const widths = natural.map(() => 0);
  while (order.length > 0) {
    let excess =
      order.reduce((sum, index) => sum + (natural[index] ?? 0), GAP.length * (order.length - 1)) - width;
    for (const index of order) {
      const whole = natural[index] ?? 0;
      const least = order.length === 1 ? 1 : Math.min(columns[index]?.min ?? 1, whole);
      const target = Math.max(least, whole - Math.max(0, excess));
      excess -= whole - target;
      widths[index] = target;
    }
    if (excess <= 0) break;
    widths[order.shift() ?? 0] = 0;
  }
  return widths;
}
