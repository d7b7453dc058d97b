import { basename, dirname, join } from 'node:path';
import type { Hint } from './hint/hint.ts';

/** The stores of an instance that keeps everything in files: what programs outside the adapters must know. */
export type EmbeddedStore = 'queue' | 'records' | 'search' | 'objects';

/** Layout version of each store's file, its `user_version`. Newer code migrates or rebuilds; older code refuses. */
export const STORE_LAYOUTS: Readonly<Record<Exclude<EmbeddedStore, 'objects'>, number>> = {
  queue: 2,
  records: 1,
  search: 4,
};

/** Names of the stores in an instance's data folder: `search` and `objects` are folders. */
export const STORE_FILES: Readonly<Record<EmbeddedStore, string>> = {
  queue: 'queue.db',
  records: 'records.db',
  search: 'search',
  objects: 'objects',
};

/** Index files in the search folder, e.g. `index-000001.db`. */
export const SEARCH_INDEX_FILE = /^index-(\d{6,})\.db$/;

/** The file beside a store that remembers the id of the store that belongs there. */
export function identityPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.id`);
}

/** The file with the id in a store that is a folder. */
export const FOLDER_IDENTITY = 'id';

const UPGRADE = 'git pull && npm ci in a clone, otherwise npm install -g influscope@latest';

/** How to continue with a store that newer code wrote. `path` is what can be moved away where that loses nothing. */
export function adviseNewerStore(store: EmbeddedStore, path: string): Hint {
  if (store !== 'search') return { text: UPGRADE };
  return {
    text: `${UPGRADE}; or rebuild it with this version`,
    shell: [['mv', path, `${path}.newer`]],
    command: ['reindex'],
  };
}

/** How to repair a store whose file is damaged, or is not such a store. */
export function adviseDamagedStore(store: EmbeddedStore, path: string): Hint {
  return advise(store, path, [['mv', path, `${path}.damaged`], forget(path)]);
}

/** How to repair a store that is gone, or that another one has replaced. */
export function adviseMissingStore(store: EmbeddedStore, path: string): Hint {
  return advise(store, path, [forget(path)]);
}

function forget(path: string): string[] {
  return ['rm', '-f', identityPath(path)];
}

function advise(store: EmbeddedStore, path: string, shell: readonly (readonly string[])[]): Hint {
  const without = (lost: string): Hint => ({
    text: `restore ${path} from a backup, or continue without it and import ${lost} again`,
    shell,
    command: ['up'],
  });
  switch (store) {
    case 'search':
      return { command: ['reindex'] };
    case 'queue':
      return without('what was being imported');
    case 'objects':
      return without('the pictures');
    case 'records':
      return without('everything');
  }
}
