import type { Output } from './output.ts';

/** A result for people: lines, and what is to be said about them. */
export interface Rendered {
  lines: readonly string[];
  remark: string | null;
}

/** Writes a result in the form that was asked for: as one document, as one row a line, or for people. */
export function writeRows(
  output: Output,
  document: unknown,
  rows: readonly unknown[],
  render: () => Rendered,
): void {
  if (output.format === 'json') {
    output.write(JSON.stringify(document, null, 2));
  } else if (output.format === 'ndjson') {
    for (const row of rows) output.write(JSON.stringify(row));
  } else {
    const { lines, remark } = render();
    if (lines.length > 0) output.write(lines.join('\n'));
    if (remark !== null) output.remark(remark);
  }
}
