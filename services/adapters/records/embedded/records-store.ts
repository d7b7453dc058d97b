import { scrubFile } from '#adapters/embedded-storage/scrub-file.ts';
import type { StoreKind, StoreMethods } from '#adapters/embedded-storage/store-logic.ts';
import type { PutResult, RecordEntry } from '#ports/records.ts';
import { prefixEnd } from '../prefix-range.ts';
import type { RecordsCalls, StoredPut } from './records-calls.ts';
import { CREATE_RECORDS, RECORDS_APPLICATION_ID, RECORDS_LAYOUT } from './records-schema.ts';

/** A page is handed over when it is this large, with fewer entries than asked for. */
const MAX_PAGE_CHARS = 2_000_000;
/** Above every text, as SQLite compares a blob with a text. */
const AFTER_ALL_TEXT = new Uint8Array();

/** The records as the storage thread runs them. */
export const recordsStore: StoreKind<Record<string, never>> = {
  name: 'records store',
  store: 'records',
  applicationId: RECORDS_APPLICATION_ID,
  version: RECORDS_LAYOUT,
  pageSize: 8_192,
  cacheKib: 8_192,
  create: CREATE_RECORDS,
  migrations: [],
  start(database) {
    const prepare = (sql: string) => database.prepare(sql);
    const get = prepare('SELECT key, revision, value FROM records WHERE key = ?');
    const find = prepare('SELECT id, revision FROM records WHERE key = ?');
    const insert = prepare(`
      INSERT INTO records (key, revision, value) VALUES (?, ?, ? || ? || ?) ON CONFLICT (key) DO NOTHING`);
    const update = prepare('UPDATE records SET revision = ?, value = ? || ? || ? WHERE id = ?');
    const remove = prepare('DELETE FROM records WHERE key = ? RETURNING revision');
    const bury = prepare('INSERT INTO tombstones (key, revision) VALUES (?, ?)');
    const readTombstone = prepare('SELECT revision FROM tombstones WHERE key = ?');
    const exhume = prepare('DELETE FROM tombstones WHERE key = ? RETURNING revision');
    const anyTombstone = prepare('SELECT 1 FROM tombstones LIMIT 1');
    const pageFrom = prepare(`
      SELECT key, revision, value FROM records WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`);
    const pageAfter = prepare(`
      SELECT key, revision, value FROM records WHERE key > ? AND key < ? ORDER BY key LIMIT ?`);
    const count = prepare('SELECT count(*) AS n FROM records WHERE key >= ? AND key < ?');
    // A lease that ends later than a new one would is from before the clock was set back.
    const takeLease = prepare(`
      INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
      WHERE holder = excluded.holder OR expires_at <= ? OR expires_at > excluded.expires_at`);
    const dropLease = prepare('DELETE FROM leases WHERE name = ? AND holder = ?');

    const putOne = (put: StoredPut, hasTombstones: boolean): PutResult => {
      const { key, parts, expectedRevision } = put;
      if (expectedRevision === 0) return putNew(put, hasTombstones);
      const present = find.get(key) as { id: number; revision: number } | undefined;
      if (present?.revision !== expectedRevision) return { key, ok: false };
      update.run(present.revision + 1, ...parts, present.id);
      return { key, ok: true, revision: present.revision + 1 };
    };

    /** The insertion itself finds out whether the key is there: most keys of an import are not. */
    const putNew = ({ key, parts }: StoredPut, hasTombstones: boolean): PutResult => {
      const buried = hasTombstones ? Number(readTombstone.get(key)?.revision ?? 0) : 0;
      if (insert.run(key, buried + 1, ...parts).changes === 0) return { key, ok: false };
      if (buried > 0) exhume.get(key);
      return { key, ok: true, revision: buried + 1 };
    };

    const page = (prefix: string, after: string | null, limit: number): RecordEntry[] => {
      const end = prefixEnd(prefix) ?? AFTER_ALL_TEXT;
      const rows =
        after === null || Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0
          ? pageFrom.iterate(prefix, end, limit)
          : pageAfter.iterate(after, end, limit);
      const entries: RecordEntry[] = [];
      let chars = 0;
      for (const row of rows as Iterable<unknown>) {
        const entry = row as RecordEntry;
        entries.push(entry);
        chars += entry.value.length;
        if (chars >= MAX_PAGE_CHARS) break;
      }
      return entries;
    };

    const methods: StoreMethods<RecordsCalls> = {
      ping: { kind: 'read', run: () => void find.get('') },
      get: {
        kind: 'read',
        run: ({ keys }) => keys.map((key) => get.get(key) as unknown as RecordEntry | undefined),
      },
      put: {
        kind: 'write',
        survives: 'disk',
        grows: true,
        run({ entries }) {
          // Looked up once for the transaction: most stores have none.
          const hasTombstones = anyTombstone.get() !== undefined;
          return entries.map((entry) => putOne(entry, hasTombstones));
        },
      },
      delete: {
        kind: 'write',
        survives: 'disk',
        run({ keys }) {
          for (const key of keys) {
            const revision = remove.get(key)?.revision;
            if (revision !== undefined) bury.run(key, revision);
          }
        },
      },
      erase: {
        kind: 'write',
        survives: 'disk',
        run({ keys }) {
          for (const key of keys) {
            remove.get(key);
            exhume.get(key);
          }
        },
      },
      scrub: { kind: 'read', run: () => scrubFile(database) },
      page: { kind: 'read', run: ({ prefix, after, pageSize }) => page(prefix, after, pageSize) },
      count: {
        kind: 'read',
        run: ({ prefix }) => Number(count.get(prefix, prefixEnd(prefix) ?? AFTER_ALL_TEXT)?.n),
      },
      acquireLease: {
        kind: 'write',
        survives: 'disk',
        run({ name, holder, ttlMs }) {
          const now = Date.now();
          return takeLease.run(name, holder, now + ttlMs, now).changes > 0;
        },
      },
      releaseLease: {
        kind: 'write',
        survives: 'disk',
        run: ({ name, holder }) => void dropLease.run(name, holder),
      },
    };
    return { methods };
  },
};
