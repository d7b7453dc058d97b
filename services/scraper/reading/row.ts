/** One row of an input: its value, why there is none, or nothing to be said. */
export type Row =
  | { kind: 'value'; line: number; value: unknown }
  | { kind: 'rejected'; line: number; reason: string }
  /** A blank row or a repeated header. */
  | { kind: 'skipped'; line: number };

/** Bytes of one row at most. */
export const MAX_ROW_BYTES = 2_000_000;

export const TOO_LONG = 'longer than 2 MB';
export const NOT_UTF8 = 'not text in UTF-8';
export const BINARY = 'has NUL bytes in it';
