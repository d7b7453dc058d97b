/** The stores of a platform that keeps everything in files: what whoever looks at them from outside must know. */
export type EmbeddedStore = 'queue' | 'records' | 'search';

/** Layout version of each store's file, its `user_version`. Newer code migrates or rebuilds; older code refuses. */
export const STORE_LAYOUTS: Readonly<Record<EmbeddedStore, number>> = { queue: 2, records: 1, search: 1 };

const UPGRADE = 'git pull && npm ci in a clone, else npm install -g influscope@latest';

/** What to do about a store that newer code has written. `path` is what can be moved away, where that loses nothing. */
export function adviseNewerStore(store: EmbeddedStore, path: string): string {
  if (store !== 'search') return UPGRADE;
  return `${UPGRADE}; or make it again with this version: mv '${path}' '${path}.newer' && influscope reindex`;
}

/** What to do about a store whose file is damaged, or is no such store. */
export function adviseDamagedStore(store: EmbeddedStore, path: string): string {
  const without = `mv '${path}' '${path}.damaged' && influscope up`;
  switch (store) {
    case 'search':
      return 'influscope reindex';
    case 'queue':
      return `${without}; imports that were under way have to be repeated`;
    case 'records':
      return `put ${path} back from a backup; without one: ${without}, then import everything again`;
  }
}
