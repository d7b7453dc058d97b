import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { EmbeddedStore } from '#contract/embedded-stores.ts';
import {
  adviseDamagedStore,
  adviseMissingStore,
  adviseNewerStore,
  FOLDER_IDENTITY,
  identityPath,
  SEARCH_INDEX_FILE,
  STORE_LAYOUTS,
} from '#contract/embedded-stores.ts';
import { readFileIfPresent } from '#lib/files/read-file-if-present.ts';
import type { CheckResult } from '../check.ts';
import { fail, ok, warn } from '../check.ts';
import type { LocalPaths } from './paths.ts';

/** Whether each store is there, is the one that belongs there and can be read, and which layout it has. Writes nothing. */
export function checkStores(paths: LocalPaths): CheckResult {
  const folder = (store: 'search' | 'objects') => checkFolder(store, paths[store]);
  const results = [
    checkDatabase('queue', paths.queue),
    checkDatabase('records', paths.records),
    folder('search') ?? indexFiles(paths.search).map((path) => checkLayout('search', path, paths.search)),
    folder('objects') ?? [],
  ].flat();
  const versions: string[] = [];
  for (const result of results) {
    if (typeof result !== 'string') return result;
    if (result !== '') versions.push(result);
  }
  return ok(versions.join(', ') || 'none yet');
}

/** The layout in words, or what is wrong. */
type Found = string | CheckResult;

function checkDatabase(store: 'queue' | 'records', path: string): Found {
  const known = readFileIfPresent(identityPath(path))?.trim();
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return known === undefined ? '' : missing(store, path);
  const layout = checkLayout(store, path, path);
  if (typeof layout !== 'string' || known === undefined || readIdentity(path) === known) return layout;
  return replaced(store, path);
}

function checkFolder(store: 'search' | 'objects', path: string): CheckResult | undefined {
  const known = readFileIfPresent(identityPath(path))?.trim();
  if (known === undefined) return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return missing(store, path);
  const id = found.isDirectory() ? readFileIfPresent(join(path, FOLDER_IDENTITY))?.trim() : undefined;
  return id === known ? undefined : replaced(store, path);
}

function missing(store: EmbeddedStore, path: string): CheckResult {
  return fail(`${path} is missing`, adviseMissingStore(store, path));
}

function replaced(store: EmbeddedStore, path: string): CheckResult {
  return fail(`${path} is not the one that this instance created`, adviseMissingStore(store, path));
}

function readIdentity(path: string): string | undefined {
  try {
    using database = openReadOnly(path);
    return database.prepare('SELECT id FROM identity').get()?.id as string | undefined;
  } catch {
    return undefined;
  }
}

/** On a read-only file system SQLite cannot share the file with others, and reads it only as a file that never changes. */
function openReadOnly(path: string): DatabaseSync {
  const open = (location: string | URL) => {
    const database = new DatabaseSync(location, { readOnly: true });
    try {
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  };
  try {
    return open(path);
  } catch (error) {
    try {
      return open(new URL('?immutable=1', pathToFileURL(path)));
    } catch {
      throw error;
    }
  }
}

/** `whole` is what can be moved away: the file, or the folder that it is in. */
function checkLayout(name: keyof typeof STORE_LAYOUTS, path: string, whole: string): Found {
  try {
    using database = openReadOnly(path);
    const layout = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    const known = STORE_LAYOUTS[name];
    if (layout > 0 && layout < known && name === 'search') {
      return warn(`${path} has an old layout [layout=${layout}] [known=${known}]`, { command: ['reindex'] });
    }
    if (layout <= known) return `${name} layout ${layout}`;
    return fail(
      `${path} was written by a newer InfluScope [layout=${layout}] [known=${known}]`,
      adviseNewerStore(name, whole),
    );
  } catch (error) {
    return fail(`${path} cannot be read: ${(error as Error).message}`, adviseDamagedStore(name, whole));
  }
}

function indexFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => SEARCH_INDEX_FILE.test(name));
    return names.map((name) => join(folder, name));
  } catch {
    return [];
  }
}
