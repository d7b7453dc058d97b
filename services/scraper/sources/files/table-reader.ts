import type { TableMapping } from '#scraper/mapping/table-mapping.ts';
import type { Reading } from '#scraper/reading.ts';
import type { RowContext } from './row-context.ts';

/** What a row is read with beside what its table's mapping says. */
export type TableContext = Omit<RowContext, 'platform' | 'dayOrder' | 'rateInPercent'>;

/** How the rows of one table are read. */
export interface TableReader {
  mapping: TableMapping;
  /** Answers how to read a value, or `skip` for a repeated header. */
  read(value: unknown): (() => Reading) | 'skip';
}

export function contextOf(mapping: TableMapping, context: TableContext): RowContext {
  return {
    ...context,
    platform: mapping.platform.platform,
    dayOrder: mapping.dayOrder,
    rateInPercent: mapping.rateInPercent,
  };
}
