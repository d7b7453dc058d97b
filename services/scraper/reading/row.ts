/** One row of an input: its value, why there is none, or nothing to report. */
export type Row =
  | { kind: 'value'; line: number; value: unknown }
  | { kind: 'rejected'; line: number; reason: string }
  /** A blank row, or one that only describes the format. */
  | { kind: 'skipped'; line: number };

/** Bytes of one row at most. */
export const MAX_ROW_BYTES = 2_000_000;
/** Cells of one row at most: as many as a spreadsheet has columns. */
export const MAX_COLUMNS = 16_384;

export const TOO_LONG = 'longer than 2 MB';
export const TOO_MANY_CELLS = 'has more than 16,384 cells';
