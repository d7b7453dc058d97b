import type { NumberStyle } from './numbers.ts';
import type { StringTable } from './string-table.ts';

/** What the sheets of a workbook refer to. */
export interface WorkbookParts {
  strings: StringTable;
  /** By the number that cells give. */
  styles: readonly NumberStyle[];
  is1904: boolean;
}
