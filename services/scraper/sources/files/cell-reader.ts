import type { InferOptions } from '#scraper/mapping/infer-mapping.ts';
import { hasReported, placesOf, scalesOf } from '#scraper/mapping/mapped-fields.ts';
import { headerKey } from '#scraper/mapping/synonyms.ts';
import type { TableMapping } from '#scraper/mapping/table-mapping.ts';
import { RowError } from '#scraper/reading/fields/row-error.ts';
import { describeShape } from './describe-shape.ts';
import type { FieldReader } from './read-mapped-row.ts';
import { readMappedRow } from './read-mapped-row.ts';
import { shapeOf } from './registry.ts';
import type { TableContext, TableReader } from './table-reader.ts';
import { contextOf } from './table-reader.ts';

export interface CellReaderOptions extends InferOptions {
  context: TableContext;
}

/** Reads rows of cells as their mapping says, or as a known export whose columns they have. */
export function createCellReader(
  rows: readonly (readonly string[])[],
  mapping: TableMapping,
  labels: readonly string[],
  options: CellReaderOptions,
): TableReader {
  const { header } = mapping;
  const names = mapping.columns.toSorted((a, b) => a.index - b.index).map(({ name }) => name);
  const keys = names.map(headerKey);
  const first = keys.findIndex((key) => key !== '');
  const firstName = names[first]?.trim().toLowerCase() ?? '';
  const repeats = (cells: readonly string[]) => {
    const cell = cells[first];
    // A look at one cell is enough for nearly every row.
    if (header === null || cell === undefined || cell.length > firstName.length + 8) return false;
    if (cell.trim().toLowerCase() !== firstName) return false;
    return cells.every((one, i) => headerKey(one.slice(0, 200)) === (keys[i] ?? ''));
  };
  const surplus = (cells: readonly string[]): boolean =>
    header !== null &&
    cells.length > names.length &&
    cells.slice(names.length).some((cell) => cell.trim() !== '');
  const check = (cells: readonly string[]) => {
    if (surplus(cells)) throw new RowError(`has ${cells.length} cells, the header has ${names.length}`);
  };

  const data = header === null ? [] : rows.slice(header.at + header.rows);
  const sample = data.slice(0, 20).map((cells) => toObject(names, cells));
  const shape = options.map.size > 0 || sample[0] === undefined ? undefined : shapeOf(sample[0]);
  if (shape !== undefined) {
    const shaped = describeShape(shape, sample, labels, options);
    const context = contextOf(shaped, options.context);
    return {
      mapping: { ...shaped, header, columns: shaped.columns },
      read(value) {
        const cells = value as string[];
        if (repeats(cells)) return 'skip';
        return () => {
          check(cells);
          return shape.read(toObject(names, cells), context);
        };
      },
    };
  }

  const places = placesOf(mapping);
  const rowOptions = {
    posts: mapping.posts,
    trustsIds: mapping.trustsIds,
    scale: scalesOf(mapping),
    hasReported: hasReported(mapping),
  };
  const context = contextOf(mapping, options.context);
  return {
    mapping,
    read(value) {
      const cells = value as string[];
      if (repeats(cells)) return 'skip';
      const get: FieldReader = (field) => {
        const at = places.get(field);
        if (at === undefined) return undefined;
        for (const place of at) {
          const cell = cells[place];
          if (cell !== undefined && isFilled(cell)) return cell;
        }
        return undefined;
      };
      return () => {
        check(cells);
        return readMappedRow(get, rowOptions, context);
      };
    },
  };
}

function isFilled(cell: string): boolean {
  return cell.charCodeAt(0) > 32 || cell.trim() !== '';
}

/** A row of cells as an object; lists and objects that stand in a cell as JSON are read. Blank cells are left out. */
function toObject(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [i, name] of names.entries()) {
    const cell = cells[i];
    if (name === '' || cell === undefined || Object.hasOwn(object, name)) continue;
    object[name] = cell.trim() === '' ? null : /^\s*[[{]/.test(cell) ? parseJson(cell) : cell;
  }
  return object;
}

function parseJson(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}
