import { dirname, relative } from 'node:path';
import { formatBytes } from '#cli/output/text/format.ts';
import type { StatusEvent } from './schema.ts';

/** The folder that holds all stores, once, and the size of each: their whole paths do not fit a terminal. */
export function storeRows(stores: StatusEvent['stores']): [string, string][] {
  const [first] = stores;
  if (first === undefined) return [];
  let folder = dirname(first.path);
  while (!stores.every(({ path }) => path.startsWith(`${folder}/`)) && dirname(folder) !== folder)
    folder = dirname(folder);
  const sizes = stores.map(({ bytes }) => formatBytes(bytes));
  const width = Math.max(...sizes.map((size) => size.length));
  return [
    ['folder', folder],
    ...stores.map(({ name, path }, at): [string, string] => [
      name,
      `${(sizes[at] ?? '').padStart(width)}  ${relative(folder, path)}`,
    ]),
  ];
}
