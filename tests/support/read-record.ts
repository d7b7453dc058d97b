import type { Platform } from '#domain/platform.ts';
import { parseColumnMap } from '#scraper/reading/fields/columns.ts';
import type { FieldFault } from '#scraper/reading/fields/field-faults.ts';
import { createFieldFaults } from '#scraper/reading/fields/field-faults.ts';
import type { Reading } from '#scraper/reading.ts';
import { createRecordReader } from '#scraper/sources/files/record-reader.ts';

export interface ReadRecordOptions {
  platform?: Platform | null;
  asOf?: number | null;
  now?: number;
  map?: string[];
}

/** Reads one JSON value as the only row of its table. */
export function readRecord(
  row: unknown,
  options: ReadRecordOptions,
): { reading: Reading; faults: FieldFault[] } {
  const { platform = null, asOf = null, now = 0, map = [] } = options;
  const faults = createFieldFaults();
  const reader = createRecordReader([row], [], {
    map: parseColumnMap(map),
    platform,
    noHeader: false,
    context: { asOf, now, faults },
  });
  const read = reader.read(row);
  if (read === 'skip') throw new Error('A record is never skipped');
  return { reading: read(), faults: faults.list() };
}
