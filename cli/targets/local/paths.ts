import { join } from 'node:path';
import { instanceFolder, statePath } from '#cli/instance/paths.ts';
import { STORE_FILES } from '#contract/embedded-stores.ts';

/** Paths of everything that one local instance keeps. */
export interface LocalPaths {
  folder: string;
  state: string;
  token: string;
  /** Secret of the suppression list. */
  privacyKey: string;
  /** A copy of the suppression list, apart from the data: restored data does not bring people back. */
  suppressions: string;
  /** Alerts that are sent to files. */
  alerts: string;
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

export function localPaths(home: string, name: string): LocalPaths {
  const folder = instanceFolder(home, name);
  const data = join(folder, 'data');
  const logs = join(folder, 'logs');
  return {
    folder,
    state: statePath(home, name),
    token: join(folder, 'admin-token'),
    privacyKey: join(folder, 'privacy-key'),
    suppressions: join(folder, 'suppressed'),
    alerts: join(folder, 'alerts'),
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
