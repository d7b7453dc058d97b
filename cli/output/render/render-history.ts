import type { Column, TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

/** One deploy of an instance. */
interface HistoryRow {
  revision: number;
  at: string;
  by: string;
  result: 'ready' | 'failed';
  repeats: number | null;
  current: boolean;
  images: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, string>>;
}

interface ShownRow extends HistoryRow {
  changes: string;
}

const COLUMNS: readonly Column<ShownRow>[] = [
  { title: 'REVISION', align: 'right', min: 8, yields: 1, cell: ({ revision }) => String(revision) },
  { title: 'AT', min: 16, yields: 2, cell: ({ at }) => at.slice(0, 16).replace('T', ' ') },
  { title: 'RESULT', min: 6, yields: 3, cell: describeResult },
  { title: 'BY', min: 8, yields: 4, cell: ({ by }) => by },
  {
    title: 'IMAGE',
    min: 12,
    yields: 5,
    cell: ({ images }) => [...new Set(Object.values(images).map(shortImage))].join(', '),
  },
  { title: 'CHANGED SETTINGS', min: 8, yields: 6, cell: ({ changes }) => changes },
];

/** The newest first. Settings are shown where they differ from the revision before. */
export function renderHistory(rows: readonly HistoryRow[], style: TableStyle): Rendered {
  if (rows.length === 0)
    return {
      lines: [],
      remarks: [{ text: 'There are no deploys yet. Start the instance with', command: ['up'] }],
    };
  const shown = rows.map((row, index) => ({ ...row, changes: describeChanges(row, rows[index + 1]) }));
  const lines = renderStyledTable(COLUMNS, shown, style);
  return { lines, remarks: [] };
}

function describeResult({ result, repeats, current }: HistoryRow): string {
  const again = repeats === null ? '' : `, as ${repeats}`;
  return `${result}${again}${current ? ' (current)' : ''}`;
}

function describeChanges({ settings }: HistoryRow, before: HistoryRow | undefined): string {
  if (before === undefined) return '-';
  const keys = [...new Set([...Object.keys(settings), ...Object.keys(before.settings)])].sort();
  const changed = keys.filter((key) => settings[key] !== before.settings[key]);
  return (
    changed
      .map((key) => (settings[key] === undefined ? `${key} removed` : `${key}=${settings[key]}`))
      .join(', ') || '-'
  );
}

/** `ghcr.io/x/influscope:1@sha256:…` is `influscope:1`. */
function shortImage(image: string): string {
  return (image.split('/').at(-1) ?? image).replace(/@.*$/, '');
}
