import type { RecordEntry, Records } from '#ports/records.ts';

/** Records in memory, by the port's rules. `entries` is what they hold, for a look inside. */
export interface FakeRecords extends Records {
  readonly entries: Map<string, RecordEntry>;
}

export function createFakeRecords(): FakeRecords {
  const entries = new Map<string, RecordEntry>();
  const leases = new Map<string, { holder: string; until: number }>();
  const keysWith = (prefix: string) =>
    [...entries.keys()].filter((key) => key.startsWith(prefix)).sort((a, b) => (a < b ? -1 : 1));

  return {
    entries,
    get: async (keys) => keys.map((key) => entries.get(key)),
    put: async (puts) =>
      puts.map(({ key, value, expectedRevision }) => {
        const present = entries.get(key)?.revision ?? 0;
        if (present !== expectedRevision) return { key, ok: false };
        entries.set(key, { key, value, revision: present + 1 });
        return { key, ok: true, revision: present + 1 };
      }),
    async delete(keys) {
      for (const key of keys) entries.delete(key);
    },
    async erase(keys) {
      for (const key of keys) entries.delete(key);
    },
    async *scan(prefix, { after = '', pageSize = 100 } = {}) {
      const keys = keysWith(prefix).filter((key) => key > after);
      for (let i = 0; i < keys.length; i += pageSize) {
        yield keys.slice(i, i + pageSize).flatMap((key) => entries.get(key) ?? []);
      }
    },
    count: async (prefix) => keysWith(prefix).length,
    async acquireLease(name, holder, ttlMs) {
      const lease = leases.get(name);
      if (lease && lease.holder !== holder && lease.until > Date.now()) return false;
      leases.set(name, { holder, until: Date.now() + ttlMs });
      return true;
    },
    async releaseLease(name, holder) {
      if (leases.get(name)?.holder === holder) leases.delete(name);
    },
    ping: async () => {},
    close: async () => {},
  };
}
