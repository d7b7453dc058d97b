import { isObject } from '../reading/fields/posts.ts';

const MAX_DEPTH = 4;
const MAX_PATHS = 500;

/**
 * The values of an object by their paths, `stats.followerCount`, those nearest to the root first. Lists are values.
 */
export function flattenRecord(record: Record<string, unknown>): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  let level: [string, Record<string, unknown>][] = [['', record]];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const [prefix, object] of level) {
      for (const [key, value] of Object.entries(object)) {
        if (flat.size >= MAX_PATHS) return flat;
        const path = prefix === '' ? key : `${prefix}.${key}`;
        if (isObject(value)) next.push([path, value]);
        else flat.set(path, value);
      }
    }
    level = next;
  }
  return flat;
}

/** The value at a path, which may itself have points in its keys. */
export function valueAt(record: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(record, path)) return record[path];
  let value: unknown = record;
  for (const part of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}
