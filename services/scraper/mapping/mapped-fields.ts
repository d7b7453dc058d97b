import type { Field } from './field.ts';
import type { TableMapping } from './table-mapping.ts';

/** Places of fields in a row, the surest first. */
export function placesOf(mapping: TableMapping): Map<Field, number[]> {
  const places = new Map<Field, number[]>();
  for (const { field, index } of mapping.columns) {
    if (field === null) continue;
    const known = places.get(field);
    if (known === undefined) places.set(field, [index]);
    else known.push(index);
  }
  return places;
}

export function scalesOf(mapping: TableMapping): Map<Field, number> {
  const scales = new Map<Field, number>();
  for (const { field, scale } of mapping.columns)
    if (field !== null && scale !== 1 && !scales.has(field)) scales.set(field, scale);
  return scales;
}

/** Does the table state averages? */
export function hasReported(mapping: TableMapping): boolean {
  return mapping.columns.some(({ field }) => field?.startsWith('reported_'));
}
