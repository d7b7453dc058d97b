import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of everything that one instance keeps; the name of the parent folder is part of the stored format. */
export function instanceFolder(home: string, name: string): string {
  return join(home, 'platforms', name);
}

/** Path of the state file: which target the instance uses, and what that target remembers. */
export function statePath(home: string, name: string): string {
  return join(instanceFolder(home, name), 'target.json');
}

/** Names that have a folder under `home`, sorted. */
export function listInstances(home: string): string[] {
  try {
    return readdirSync(join(home, 'platforms')).sort();
  } catch {
    return [];
  }
}
