import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files below a folder, or their names, that contain one of the texts as UTF-8, in any case of ASCII letters. Each
 * answer is `TEXT in PATH`.
 */
export function findBytes(folder: string, texts: readonly string[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // Latin 1 has one character for each byte.
    const bytes = readFileSync(path).toString('latin1').toLowerCase();
    for (const text of texts) {
      const wanted = Buffer.from(text).toString('latin1').toLowerCase();
      if (bytes.includes(wanted) || path.toLowerCase().includes(text.toLowerCase()))
        found.push(`${text} in ${path}`);
    }
  }
  return found;
}
