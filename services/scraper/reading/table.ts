import type { Row } from './row.ts';

/**
 * One table or list found in an input: a CSV, a sheet of a workbook, a member of an archive, the list under a key of a
 * JSON document. It holds the rows as they stand: what they mean (header, columns, platform) is decided later.
 */
export interface Table {
  /** Where it was found, e.g. `creators.zip/tiktok.csv` or `book.xlsx#Sheet1`. Outside text. */
  name: string;
  /** Names that may tell the platform, most specific first: sheet, member, file. Outside text. */
  labels: readonly string[];
  /** `cells`: the value of a row is a `string[]`, the header row included. `records`: it is a JSON value. */
  kind: 'cells' | 'records';
  /** Rows in their order, in batches, so that a row costs no turn of the event loop. Read once, to its end or to `return`. */
  batches: AsyncIterable<Iterable<Row>>;
}
