import type { Records } from '#ports/records.ts';
import type { KeyUsage } from '#runtime/keys/usage-record.ts';
import { addUsage, changeUsage } from '#runtime/keys/usage-record.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

export interface UsageMeter {
  /** Counts one request of a key. */
  count(id: string, outcome: 'requests' | 'refused'): void;
  /** Writes the counts. Counts that cannot be written are added to the next write. */
  flush(): Promise<void>;
  /** Writes what was counted, and stops. */
  close(): Promise<void>;
}

interface UsageMeterOptions {
  records: Records;
  logger: Logger;
  /** Default: 10 s. */
  everyMs?: number;
  now?: () => number;
}

const EVERY_MS = 10_000;

/** Counts requests of known keys in memory, and writes one record at intervals. A crash loses the last interval. */
export function createUsageMeter(options: UsageMeterOptions): UsageMeter {
  const { records, logger, everyMs = EVERY_MS, now = Date.now } = options;
  let counted = new Map<string, KeyUsage>();
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    if (counted.size === 0) return;
    const batch = counted;
    counted = new Map();
    try {
      const sum = [...batch];
      const written = await changeUsage(records, (usage) => ({
        ...usage,
        ...Object.fromEntries(sum.map(([id, more]) => [id, addUsage(usage[id], more)])),
      }));
      if (written) return;
    } catch (err) {
      logger.warn({ err }, 'the usage of API keys cannot be written');
    }
    for (const [id, more] of batch) counted.set(id, addUsage(counted.get(id), more));
  };
  const flush = () => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void flush(), everyMs).unref();

  return {
    count(id, outcome) {
      const one = { requests: 0, refused: 0, last_used: now(), [outcome]: 1 };
      counted.set(id, addUsage(counted.get(id), one));
    },
    flush,
    close() {
      clearInterval(timer);
      return flush();
    },
  };
}
