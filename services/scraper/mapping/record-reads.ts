import { isObject } from '../reading/fields/posts.ts';

/** Runs `read` on a row and tells which paths of it were used: those that hold a value and were asked for. */
export function recordReads(
  row: Record<string, unknown>,
  read: (row: Record<string, unknown>) => unknown,
): Set<string> {
  const used = new Set<string>();
  const watch = (object: Record<string, unknown>, prefix: string): Record<string, unknown> =>
    new Proxy(object, {
      get(target, key) {
        if (typeof key !== 'string') return Reflect.get(target, key) as unknown;
        const value = target[key];
        const path = prefix === '' ? key : `${prefix}.${key}`;
        if (isObject(value)) return watch(value, path);
        if (value !== undefined && value !== null) used.add(path);
        return value;
      },
    });
  try {
    read(watch(row, ''));
  } catch {
    // A row that cannot be read has still shown what is looked for.
  }
  return used;
}
