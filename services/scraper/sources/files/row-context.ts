import type { Platform } from '#domain/platform.ts';
import type { DateContext, DayOrder } from '#scraper/reading/fields/date.ts';
import type { FieldFaults } from '#scraper/reading/fields/field-faults.ts';

/** What every row of a table is read with. */
export interface RowContext extends DateContext {
  /** The platform of rows that name none. */
  platform: Platform | null;
  /** The order of day and month in `01/03/2024`; `null` when the file does not show it. */
  dayOrder: DayOrder | null;
  /** A rate such as `1.9` is a percentage. */
  rateInPercent: boolean;
  /** Where values that cannot be read are counted. */
  faults: FieldFaults;
}
