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
export function adviseNewerStore(store: EmbeddedStore, path: string): string {
  if (store !== 'search') return UPGRADE;
  return `${UPGRADE}; or rebuild it with this version: mv '${path}' '${path}.newer' && influscope reindex`;
}

/** How to repair a store whose file is damaged, or is not such a store. */
export function adviseDamagedStore(store: EmbeddedStore, path: string): string {
  const without = `mv '${path}' '${path}.damaged' && influscope up`;
  switch (store) {
    case 'search':
      return 'influscope reindex';
    case 'queue':
      return `${without}; then repeat the imports that were running`;
    case 'records':
      return `restore ${path} from a backup; without a backup: ${without}, then import everything again`;
  }
}
