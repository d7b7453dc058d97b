import { readdirSync, readFileSync } from 'node:fs';
import type { Reference } from './find-references.ts';
import { findReferences } from './find-references.ts';
import type { Use } from './pins-page.ts';

/** Files that name images and actions, without generated files. */
export function pinnedFiles(): string[] {
  const inFolder = (folder: string, ending: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => `${folder}/${name}`);
  return [
    'Dockerfile',
    ...readdirSync('images', { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [`images/${entry.name}/Dockerfile`] : [],
    ),
    ...inFolder('manifests', '.yaml'),
    ...inFolder('manifests/patches', '.yaml'),
    ...inFolder('.github/workflows', '.yml'),
  ];
}

/** Every image and action, with the files that name it. */
export function collectUses(read: (path: string) => string = (path) => readFileSync(path, 'utf8')): Use[] {
  const uses = new Map<string, { reference: Reference; files: Set<string> }>();
  for (const file of pinnedFiles()) {
    for (const reference of findReferences(read(file))) {
      const key = `${reference.kind} ${reference.name} ${reference.version} ${reference.pin}`;
      const use = uses.get(key) ?? { reference, files: new Set() };
      use.files.add(file);
      uses.set(key, use);
    }
  }
  return [...uses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { reference, files }]) => ({ reference, files: [...files] }));
}
