import { scrub } from '#adapters/embedded-storage/scrub.ts';
import type { StorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import { inOnePart } from '#contract/text-parts.ts';
import type { RecordPut, Records } from '#ports/records.ts';
import type { RecordsCalls, StoredPut } from './records-calls.ts';

export interface EmbeddedRecordsOptions {
  /** Shared with the process's other embedded stores; its creator closes it. */
  thread: StorageThread;
  /** File of the records. Missing parent folders are created, and `-wal` and `-shm` files beside it. */
  path: string;
}

const DEFAULT_PAGE_SIZE = 200;

/** Records in one SQLite file, for any number of processes on one machine. */
export function createEmbeddedRecords({ thread, path }: EmbeddedRecordsOptions): Records {
  const channel = thread.open<RecordsCalls>({ kind: 'records', path, options: {} });
  return {
    get: (keys) => channel.call('get', { keys }),
    put: (entries) => channel.call('put', { entries: entries.map(toStored) }),
    delete: (keys) => channel.call('delete', { keys }),
    async erase(keys) {
      if (keys.length === 0) return;
      await channel.call('erase', { keys });
      await scrub(() => channel.call('scrub', null), path);
    },
    async *scan(prefix, { after, pageSize = DEFAULT_PAGE_SIZE } = {}) {
      let last = after ?? null;
      for (;;) {
        const page = await channel.call('page', { prefix, after: last, pageSize });
        const end = page.at(-1);
        if (end === undefined) return;
        yield page;
        last = end.key;
      }
    },
    count: (prefix) => channel.call('count', { prefix }),
    acquireLease: (name, holder, ttlMs) => channel.call('acquireLease', { name, holder, ttlMs }),
    releaseLease: (name, holder) => channel.call('releaseLease', { name, holder }),
    ping: () => channel.call('ping', null),
    close: () => channel.close(),
  };
}

function toStored({ key, value, parts = inOnePart(value), expectedRevision }: RecordPut): StoredPut {
  return { key, parts, expectedRevision };
}
