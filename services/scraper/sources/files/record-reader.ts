import { flattenRecord, valueAt } from '#scraper/mapping/flatten-record.ts';
import type { InferOptions } from '#scraper/mapping/infer-mapping.ts';
import { inferFromColumns } from '#scraper/mapping/infer-mapping.ts';
import { hasReported, placesOf, scalesOf } from '#scraper/mapping/mapped-fields.ts';
import type { TableMapping } from '#scraper/mapping/table-mapping.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { RowError } from '#scraper/reading/fields/row-error.ts';
import type { Reading } from '#scraper/reading.ts';
import { describeShape } from './describe-shape.ts';
import type { FieldReader } from './read-mapped-row.ts';
import { readMappedRow } from './read-mapped-row.ts';
import { shapeOf } from './registry.ts';
import type { Shape } from './shape.ts';
import type { TableContext, TableReader } from './table-reader.ts';
import { contextOf } from './table-reader.ts';

export interface RecordReaderOptions extends InferOptions {
  context: TableContext;
}

/** Rows whose names are looked at to describe a table of JSON values. */
const SAMPLED = 50;
/** Sets of names for which a mapping is kept. */
const MAX_KINDS = 100;

/**
 * Reads rows of JSON: each by the known shape that it has, else by its names, wherever they stand in it. A bare text is
 * a handle or an address.
 */
export function createRecordReader(
  values: readonly unknown[],
  labels: readonly string[],
  options: RecordReaderOptions,
): TableReader {
  const usesShapes = options.map.size === 0;
  const find = (row: Record<string, unknown>) => (usesShapes ? shapeOf(row) : undefined);
  const objects = values.slice(0, SAMPLED).flatMap(toObjectRow);
  const shape = objects[0] === undefined ? undefined : find(objects[0]);
  const mapping =
    shape === undefined
      ? inferRecords(objects, labels, options)
      : describeShape(
          shape,
          objects.filter((row) => find(row) === shape),
          labels,
          options,
        );
  const shapeContext = contextOf(mapping, options.context);
  const plain = createPlainReader(shape === undefined ? mapping : undefined, labels, options);
  let last: Shape | undefined = shape;

  return {
    mapping,
    read(value) {
      const [row] = toObjectRow(value);
      if (row === undefined) {
        return () => {
          throw new RowError('not a JSON object');
        };
      }
      const found = usesShapes && last?.matches(row) ? last : find(row);
      if (found === undefined) return () => plain(row);
      last = found;
      return () => found.read(row, shapeContext);
    },
  };
}

function toObjectRow(value: unknown): Record<string, unknown>[] {
  if (isObject(value)) return [value];
  return typeof value === 'string' ? [{ username: value }] : [];
}

function inferRecords(
  rows: readonly Record<string, unknown>[],
  labels: readonly string[],
  options: InferOptions,
): TableMapping {
  const flat = rows.map(flattenRecord);
  const names = [...new Set(flat.flatMap((one) => [...one.keys()]))].slice(0, 1_000);
  const values = names.map((name) => flat.map((one) => one.get(name)));
  return inferFromColumns(names, values, { labels, options, hasHeader: true });
}

/** Rows with names that the sample did not have get a mapping of their own. */
function createPlainReader(
  mapping: TableMapping | undefined,
  labels: readonly string[],
  options: RecordReaderOptions,
): (row: Record<string, unknown>) => Reading {
  const readers = new Map<string, (row: Record<string, unknown>) => Reading>();
  const sampled = mapping && readerOf(mapping, options);
  const seen = new Set(mapping?.columns.map(({ name }) => name.split('.')[0] ?? ''));
  return (row) => {
    const keys = Object.keys(row);
    if (sampled !== undefined && keys.every((key) => seen.has(key))) return sampled(row);
    const kind = keys.join('\n');
    let reader = readers.get(kind);
    if (reader === undefined) {
      const own = inferRecords([row], labels, options);
      const platform =
        mapping?.platform.platform === null || mapping === undefined ? own.platform : mapping.platform;
      reader = readerOf(
        {
          ...own,
          platform,
          ...(mapping && { rateInPercent: mapping.rateInPercent, dayOrder: mapping.dayOrder }),
        },
        options,
      );
      if (readers.size < MAX_KINDS) readers.set(kind, reader);
    }
    return reader(row);
  };
}

function readerOf(mapping: TableMapping, { context }: RecordReaderOptions) {
  const paths = new Map(mapping.columns.map(({ index, name }) => [index, name]));
  const places = placesOf(mapping);
  const rowOptions = {
    posts: mapping.posts,
    trustsIds: mapping.trustsIds,
    scale: scalesOf(mapping),
    hasReported: hasReported(mapping),
  };
  const rowContext = contextOf(mapping, context);
  return (row: Record<string, unknown>): Reading => {
    const get: FieldReader = (field) => {
      const at = places.get(field);
      if (at === undefined) return undefined;
      for (const place of at) {
        const value = valueAt(row, paths.get(place) ?? '');
        if (value !== undefined && value !== null && value !== '') return value;
      }
      return undefined;
    };
    return readMappedRow(get, rowOptions, rowContext);
  };
}
