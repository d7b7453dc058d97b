import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EmbeddedStore } from '#contract/embedded-stores.ts';
import {
  adviseDamagedStore,
  adviseNewerStore,
  SEARCH_INDEX_FILE,
  STORE_LAYOUTS,
} from '#contract/embedded-stores.ts';
import type { CheckResult } from '../check.ts';
import { fail, ok } from '../check.ts';
import type { LocalPaths } from './paths.ts';

/** Whether the stores can be read, and which layout each has. Nothing is written. */
export function checkStores(paths: LocalPaths): CheckResult {
  const stores: [name: EmbeddedStore, path: string, folder: string][] = [
    ['queue', paths.queue, paths.queue],
    ['records', paths.records, paths.records],
    ...indexFiles(paths.search).map((path): [EmbeddedStore, string, string] => [
      'search',
      path,
      paths.search,
    ]),
  ];
  const versions: string[] = [];
  for (const [name, path, whole] of stores) {
    if (!existsSync(path)) continue;
    try {
      using database = new DatabaseSync(path, { readOnly: true });
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
      const layout = Number(database.prepare('PRAGMA user_version').get()?.user_version);
      if (layout > STORE_LAYOUTS[name]) {
        return fail(
          `${path} was written by a newer InfluScope [layout=${layout}] [known=${STORE_LAYOUTS[name]}]`,
          adviseNewerStore(name, whole),
        );
      }
      versions.push(`${name} layout ${layout}`);
    } catch (error) {
      return fail(`${path} cannot be read: ${(error as Error).message}`, adviseDamagedStore(name, whole));
    }
  }
  return ok(versions.join(', ') || 'none yet');
}

function indexFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => SEARCH_INDEX_FILE.test(name));
    return names.map((name) => join(folder, name));
  } catch {
    return [];
  }
}
