import { stripVTControlCharacters } from 'node:util';
import type { ImportTable } from '#contract/import/import.ts';
import type { ColumnUse, TableMapping } from '../mapping/table-mapping.ts';
import type { Table } from '../reading/table.ts';

/** Columns told of one table; a file may have thousands. */
const MAX_TOLD = 200;

/** A table as a report tells of it: the columns used, first by their place, then those ignored. */
export function describeTable(
  { name }: Table,
  mapping: TableMapping,
  headerLine: number | null,
): ImportTable {
  const columns = mapping.columns.toSorted((a, b) => a.index - b.index);
  const tell = ({ name: column, index, field, why, contradicted, samples }: ColumnUse) => ({
    name: clean(column),
    index: index + 1,
    field,
    why,
    contradicted,
    samples: [...samples],
  });
  return {
    name: clean(name),
    shape: mapping.shape,
    posts: mapping.posts,
    header_line: headerLine,
    platform: mapping.platform.platform,
    platform_by: mapping.platform.by,
    platform_detail: clean(mapping.platform.detail),
    columns: columns
      .filter(({ used }) => used)
      .slice(0, MAX_TOLD)
      .map(tell),
    ignored: columns
      .filter(({ used }) => !used)
      .slice(0, MAX_TOLD)
      .map(tell),
    missing: [...mapping.missing],
    questions: [...mapping.questions],
  };
}

function clean(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
