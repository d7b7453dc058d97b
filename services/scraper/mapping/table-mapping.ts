import type { Platform } from '#domain/platform.ts';
import type { DayOrder } from '../reading/fields/date.ts';
import type { Field } from './field.ts';

/** What one column is used for, and why. Names and samples are outside text. */
export interface ColumnUse {
  /** Place in the row, from 0. */
  index: number;
  /** As the header names it, or the path in a JSON value; blank without a header. */
  name: string;
  /** `null`: no field, as in a known shape, or the column is ignored. */
  field: Field | null;
  used: boolean;
  /** Why it is used so, or why it is ignored. */
  why: string;
  /** The header says one thing and the values another. */
  contradicted: boolean;
  /** Its counts are in thousands or millions. */
  scale: number;
  /** Up to three values as they stand, on one line each. */
  samples: readonly string[];
}

/** How the platform of a table's rows is known. */
export interface PlatformChoice {
  /** Of rows that name none themselves; `null` when it cannot be told. */
  platform: Platform | null;
  by: 'option' | 'column' | 'address' | 'header' | 'label' | 'native_id' | 'columns' | 'shape' | 'none';
  /** The word or column that says so. Outside text. */
  detail: string;
}

export type MappingQuestion = 'platform_unknown' | 'no_username_column';

/** What a table's columns mean. Plain data, so that it can be shown. */
export interface TableMapping {
  /** Rows of the header, from 0 among the rows that were looked at; `null` when the first row holds data. */
  header: { at: number; rows: number } | null;
  columns: readonly ColumnUse[];
  /** The known shape that the rows have; `null` for a table of columns. */
  shape: string | null;
  platform: PlatformChoice;
  /** Each row is a post, not a profile. */
  posts: boolean;
  /** The column of native ids has the documented name, or `--map` names it: its values need no proof. */
  trustsIds: boolean;
  /** The order of day and month in `01/03/2024`, where the file shows it. */
  dayOrder: DayOrder | null;
  /** A rate such as `1.9` is a percentage. */
  rateInPercent: boolean;
  /** Fields of a profile that no column holds. */
  missing: readonly Field[];
  /** What only a person can answer before the table can be imported. */
  questions: readonly MappingQuestion[];
}
