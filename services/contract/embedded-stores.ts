import type { Hint } from './hint.ts';

/** The stores of an instance that keeps everything in files: what programs outside the adapters must know. */
export type EmbeddedStore = 'queue' | 'records' | 'search';

/** Layout version of each store's file, its `user_version`. Newer code migrates or rebuilds; older code refuses. */
export const STORE_LAYOUTS: Readonly<Record<EmbeddedStore, number>> = { queue: 2, records: 1, search: 2 };

/** Names of the stores in an instance's data folder: `search` and `objects` are folders. */
export const STORE_FILES: Readonly<Record<EmbeddedStore | 'objects', string>> = {
  queue: 'queue.db',
  records: 'records.db',
  search: 'search',
  objects: 'objects',
};

/** Index files in the search folder, e.g. `index-000001.db`. */
export const SEARCH_INDEX_FILE = /^index-(\d{6,})\.db$/;

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
  if (store === 'search') return { command: ['reindex'] };
  const without = { shell: [['mv', path, `${path}.damaged`]], command: ['up'] };
  switch (store) {
    case 'queue':
      return { ...without, text: 'start without it, then repeat the imports that were running' };
    case 'records':
      return {
        ...without,
        text: `restore ${path} from a backup; without a backup, start without it, then import everything again`,
      };
  }
}
