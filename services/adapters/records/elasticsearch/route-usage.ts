import type { PutResult, RecordEntry, Records } from '#ports/records.ts';

const PREFIX = 'usage/';

/** The index of the usage records, the only index that the user of the API may write. */
export const usageIndexOf = (index: string) => `${index}-usage`;

/** Records, with those under `usage/` in a separate index. A prefix that covers both finds only records of `main`. */
export function routeUsage(main: Records, usage: Records): Records {
  const isUsage = (key: string) => key.startsWith(PREFIX);
  const split = (keys: readonly string[]) => ({
    main: keys.filter((key) => !isUsage(key)),
    usage: keys.filter(isUsage),
  });
  const storeOf = (prefix: string) => (isUsage(prefix) ? usage : main);
  const onBoth = async (keys: readonly string[], work: (store: Records, own: string[]) => Promise<void>) => {
    const parts = split(keys);
    if (parts.main.length > 0) await work(main, parts.main);
    if (parts.usage.length > 0) await work(usage, parts.usage);
  };
  return {
    async get(keys) {
      const parts = split(keys);
      if (parts.usage.length === 0) return main.get(keys);
      const [ofMain, ofUsage] = await Promise.all([
        parts.main.length > 0 ? main.get(parts.main) : [],
        usage.get(parts.usage),
      ]);
      const found = new Map<string, RecordEntry>();
      for (const entry of [...ofMain, ...ofUsage]) if (entry) found.set(entry.key, entry);
      return keys.map((key) => found.get(key));
    },
    async put(entries) {
      const own = entries.filter(({ key }) => isUsage(key));
      if (own.length === 0) return main.put(entries);
      const others = entries.filter(({ key }) => !isUsage(key));
      const results = [...(others.length > 0 ? await main.put(others) : []), ...(await usage.put(own))];
      const byKey = new Map(results.map((result) => [result.key, result]));
      return entries.map(({ key }) => byKey.get(key) as PutResult);
    },
    delete: (keys) => onBoth(keys, (store, own) => store.delete(own)),
    erase: (keys) => onBoth(keys, (store, own) => store.erase(own)),
    scan: (prefix, options) => storeOf(prefix).scan(prefix, options),
    count: (prefix) => storeOf(prefix).count(prefix),
    acquireLease: (...lease) => main.acquireLease(...lease),
    releaseLease: (...lease) => main.releaseLease(...lease),
    ping: () => main.ping(),
    async close() {
      await Promise.all([main.close(), usage.close()]);
    },
  };
}
