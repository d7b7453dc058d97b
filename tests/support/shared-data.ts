import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './platform/cli.ts';

/** Real profiles lie beside the repository where they are at hand; they are never part of it. */
const FOLDER = join(ROOT, '../shared/data');

/** Path of a file of real profiles, and the `skip` that names it where it is not there. */
export function sharedData(path: string): { path: string; skip: string | false } {
  const full = join(FOLDER, path);
  return { path: full, skip: existsSync(full) ? false : `${path} is not at hand` };
}
