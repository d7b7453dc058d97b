import { readFileSync } from 'node:fs';

/** The text of a file; `undefined` without one. Throws the system error of a file that cannot be read. */
export function readFileIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
