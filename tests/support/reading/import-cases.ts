import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../platform/cli.ts';

const FOLDER = join(ROOT, 'tests/fixtures/import-cases');
const KINDS = ['', 'columns', 'text', 'json', 'api', 'search'];

/** Path of a made-up file of tests/fixtures/import-cases, which is sorted into folders by kind. */
export function importCasePath(file: string): string {
  const path = KINDS.map((kind) => join(FOLDER, kind, file)).find(existsSync);
  if (path === undefined) throw new Error(`tests/fixtures/import-cases has no ${file}`);
  return path;
}
