import type { Hint } from '#cli/hint.ts';
import type { Output } from './output.ts';

/** A result for people: lines on stdout, and remarks on stderr. */
export interface Rendered {
  lines: readonly string[];
  remarks: readonly (string | Hint)[];
}

/** Writes a result in the requested form: one document, one row per line, or text for people. */
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
    const { lines, remarks } = render();
    if (lines.length > 0) output.write(lines.join('\n'));
    output.remark(...remarks);
  }
}
