import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CheckVerdict } from './checks.ts';
import type { PlatformPaths } from './paths.ts';

/** Whether the stores can be read, and which layout each has. Nothing is written. */
export function checkStores(paths: PlatformPaths): CheckVerdict {
  const stores: [name: string, path: string, fix: string][] = [
    [
      'queue',
      paths.queue,
      `put ${paths.queue} back from a backup, or move it away: waiting profiles are lost`,
    ],
    ['records', paths.records, `put ${paths.records} back from a backup`],
    ...indexFiles(paths.search).map((path): [string, string, string] => [
      'search',
      path,
      'influscope reindex',
    ]),
  ];
  const versions: string[] = [];
  for (const [name, path, fix] of stores) {
    if (!existsSync(path)) continue;
    try {
      using database = new DatabaseSync(path, { readOnly: true });
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
      versions.push(`${name} layout ${database.prepare('PRAGMA user_version').get()?.user_version}`);
    } catch (error) {
      return { status: 'fail', message: `${path} cannot be read: ${(error as Error).message}`, fix };
    }
  }
  return { status: 'ok', message: versions.join(', ') || 'none yet' };
}

function indexFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^index-.*\.db$/.test(name));
    return names.map((name) => join(folder, name));
  } catch {
    return [];
  }
}
