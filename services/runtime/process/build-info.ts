import { readFileSync } from 'node:fs';

/** The version in `package.json`, next to `dist/` and above `services/`. */
export function readVersion(from: string = import.meta.url): string {
  for (let folder = new URL('.', from); ; folder = new URL('..', folder)) {
    try {
      const text = readFileSync(new URL('package.json', folder), 'utf8');
      const { name, version } = JSON.parse(text) as { name?: string; version?: string };
      if (name === 'influscope' && version !== undefined) return version;
    } catch {
      // Not in this folder: try its parent.
    }
    if (folder.pathname === '/') return '0.0.0';
  }
}
