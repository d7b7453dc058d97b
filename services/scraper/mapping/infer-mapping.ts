import { stripVTControlCharacters } from 'node:util';
import type { Platform } from '#domain/platform.ts';
import { parseAmount } from '../reading/fields/count.ts';
import { dayOrderOf } from '../reading/fields/date.ts';
import { assignColumns, isPostTable } from './assign-columns.ts';
import type { Assignment, Column } from './column.ts';
import { lookAtColumn } from './column-evidence.ts';
import type { Field } from './field.ts';
import type { FoundHeader } from './find-header.ts';
import { findHeader } from './find-header.ts';
import { inferPlatform } from './infer-platform.ts';
import { dropDoubtfulAverages, judgeIds } from './judge-columns.ts';
import { readHeader } from './read-header.ts';
import { headerKey } from './synonyms.ts';
import type { ColumnUse, MappingQuestion, PlatformChoice, TableMapping } from './table-mapping.ts';

export interface InferOptions {
  /** `--map`: which column holds a field. */
  map: ReadonlyMap<Field, string>;
  /** `--platform`. */
  platform: Platform | null;
  /** `--no-header`: the first row holds data. */
  noHeader: boolean;
}

/** Columns looked at; those beyond are ignored. */
const MAX_COLUMNS = 1_000;
/** Rows of one sample that are enough to judge a column by. */
export const SAMPLE_ROWS = 200;
const SHOWN_MISSING: readonly Field[] = [
  'username',
  'followers',
  'display_name',
  'bio',
  'category',
  'country',
];

/**
 * What the columns of a table of cells mean, from its first rows; `labels` name its sheet, member and file, most
 * specific first. Pure. Throws `UnknownColumn` where `--map` names a column that is not there.
 */
export function inferMapping(
  rows: readonly (readonly string[])[],
  labels: readonly string[],
  options: InferOptions,
): TableMapping {
  const found = options.noHeader ? null : (mappedHeader(rows, options.map) ?? findHeader(rows));
  const data = found === null ? rows : rows.slice(found.at + found.rows);
  const width = Math.min(
    MAX_COLUMNS,
    rows.reduce((max, row) => Math.max(max, row.length), 0),
  );
  const names = Array.from({ length: width }, (_, i) => found?.names[i] ?? '');
  const mapping = inferFromColumns(
    names,
    names.map((_, i) => data.map((row) => row[i])),
    { labels, options, hasHeader: found !== null },
  );
  return { ...mapping, header: found && { at: found.at, rows: found.rows } };
}

/** The row that holds every name that `--map` uses; `null` when none does, or `--map` uses places only. */
function mappedHeader(rows: readonly (readonly string[])[], map: InferOptions['map']): FoundHeader | null {
  const wanted = [...map.values()].filter((name) => !/^\d+$/.test(name)).map(headerKey);
  if (wanted.length === 0) return null;
  const at = rows.slice(0, 20).findIndex((row) => {
    const keys = new Set(row.map(headerKey));
    return wanted.every((key) => keys.has(key));
  });
  return at === -1 ? null : { at, rows: 1, names: [...(rows[at] as string[])] };
}

/** The same from columns that have names and sampled values already, as the paths of JSON values are. */
export function inferFromColumns(
  names: readonly string[],
  values: readonly (readonly unknown[])[],
  { labels, options, hasHeader }: { labels: readonly string[]; options: InferOptions; hasHeader: boolean },
): TableMapping {
  const columns = names
    .map((name) => stripVTControlCharacters(name))
    .map(
      (name, index): Column => ({
        index,
        name,
        header: hasHeader ? readColumnName(name) : null,
        evidence: lookAtColumn(values[index] ?? []),
        values: values[index] ?? [],
      }),
    );
  const assigned = assignColumns(columns, hasHeader);
  applyMap(columns, assigned, options);
  const posts = isPostTable(columns) || assigned.some(({ field }) => field === 'post_id');
  dropDoubtfulAverages(columns, assigned, values);
  const of = (field: Field) => columns.filter(({ index }) => assigned[index]?.field === field);
  const idValues = [...of('native_id'), ...of('id'), ...of('username')].flatMap(
    ({ index }) => values[index] ?? [],
  );
  const platform = inferPlatform({ option: options.platform, labels, columns, assigned, idValues });
  judgeIds(columns, assigned, values, { platform, posts });
  const has = (field: Field) => assigned.some((one) => one.field === field);
  const dates = [...of('fetched_at'), ...of('post_date')].flatMap(({ index }) => values[index] ?? []);
  const rates = of('reported_engagement_rate').flatMap(({ index }) => values[index] ?? []);
  return {
    header: null,
    columns: orderColumns(columns, assigned),
    shape: null,
    platform,
    posts,
    trustsIds: of('native_id').some(
      ({ index, header }) => header?.certainty === 'documented' || assigned[index]?.why === '--map',
    ),
    dayOrder: dayOrderOf(dates),
    rateInPercent: isPercent(
      rates,
      of('reported_engagement_rate').map(({ name }) => name),
    ),
    missing: SHOWN_MISSING.filter((field) => !has(field)),
    questions: questionsOf(has, platform),
  };
}

/** `stats.followerCount` by its last part, or by its last two: `edge_followed_by.count`. */
function readColumnName(name: string) {
  const direct = readHeader(name);
  if (direct !== null || !name.includes('.')) return direct;
  const parts = name.split('.');
  const lastTwo = readHeader(parts.slice(-2).join(' '));
  return lastTwo ?? readHeader(parts.at(-1) ?? '');
}

/** `--map` names a column that the table does not have. */
export class UnknownColumn extends Error {
  override readonly name = 'UnknownColumn';
  readonly field: Field;
  readonly column: string;
  readonly columns: readonly string[];
  constructor(field: Field, column: string, columns: readonly string[]) {
    super(`no column "${column}"`);
    this.field = field;
    this.column = column;
    this.columns = columns;
  }
}

/** A column is named by its header, or by its place from 1 where there is none: `username=1`. */
function applyMap(columns: readonly Column[], assigned: Assignment[], { map }: InferOptions): void {
  for (const [field, wanted] of map) {
    const key = headerKey(wanted);
    const column =
      columns.find(({ name }) => name.trim() === wanted) ??
      columns.find(({ name }) => key !== '' && headerKey(name) === key) ??
      (/^\d+$/.test(wanted) ? columns[Number(wanted) - 1] : undefined);
    if (column === undefined)
      throw new UnknownColumn(
        field,
        wanted,
        columns.map(({ name }) => name),
      );
    for (const [i, one] of assigned.entries()) {
      if (one.field === field)
        assigned[i] = { field: null, why: '--map names another column', contradicted: false };
    }
    assigned[column.index] = { field, why: '--map', contradicted: false };
  }
}

/** Of several columns for one field the surest name first, then exact numbers before `13.8M`; the others fill gaps. */
function orderColumns(columns: readonly Column[], assigned: readonly Assignment[]): ColumnUse[] {
  const rank = ({ index, header, evidence }: Column) => {
    if (assigned[index]?.why === '--map') return -1;
    const certainty = header === null ? 3 : ['documented', 'known', 'parts'].indexOf(header.certainty);
    const weakName = assigned[index]?.field === 'display_name' && header?.meaning === 'name' ? 0.7 : 0;
    return certainty + weakName + evidence.suffixed * 0.5 + (evidence.filled === 0 ? 5 : 0);
  };
  return columns
    .toSorted((a, b) => rank(a) - rank(b) || a.index - b.index)
    .map(({ index, name, header, evidence }) => {
      const { field, why, contradicted } = assigned[index] as Assignment;
      return {
        index,
        name,
        field,
        used: field !== null,
        why,
        contradicted,
        scale: header?.scale ?? 1,
        samples: evidence.samples,
      };
    });
}

function isPercent(values: readonly unknown[], names: readonly string[]): boolean {
  if (names.some((name) => /%|percent|\(pct\)/i.test(name))) return true;
  return values.some((value) => {
    const amount = parseAmount(value);
    return typeof amount === 'number' && amount > 1;
  });
}

function questionsOf(has: (field: Field) => boolean, { platform, by }: PlatformChoice): MappingQuestion[] {
  const named = has('username') || has('display_name') || has('native_id') || has('url') || has('id');
  if (!named) return ['no_username_column'];
  return platform === null && by !== 'column' && by !== 'address' ? ['platform_unknown'] : [];
}
