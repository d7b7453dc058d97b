import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_FILES } from '#contract/embedded-stores.ts';

/** Where everything of one local platform lies. */
export interface PlatformPaths {
  folder: string;
  state: string;
  token: string;
  logs: string;
  /** JSON log of the services; rotated ones beside it end in `.1` to `.5`. */
  serviceLog: string;
  /** What the process itself printed, e.g. when it could not start. */
  console: string;
  data: string;
  queue: string;
  records: string;
  search: string;
  objects: string;
  /** Outside the folder, which `down --delete-data` removes. */
  lock: string;
}

export function platformPaths(home: string, name: string): PlatformPaths {
  const folder = join(home, 'platforms', name);
  const data = join(folder, 'data');
  const logs = join(folder, 'logs');
  return {
    folder,
    state: join(folder, 'target.json'),
    token: join(folder, 'admin-token'),
    logs,
    serviceLog: join(logs, 'services.log'),
    console: join(logs, 'console.log'),
    data,
    queue: join(data, STORE_FILES.queue),
    records: join(data, STORE_FILES.records),
    search: join(data, STORE_FILES.search),
    objects: join(data, STORE_FILES.objects),
    lock: join(home, 'locks', `${name}.db`),
  };
}

/** Names that have a folder under `home`. */
export function listPlatforms(home: string): string[] {
  try {
    return readdirSync(join(home, 'platforms')).sort();
  } catch {
    return [];
  }
}
