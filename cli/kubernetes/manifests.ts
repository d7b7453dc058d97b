import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { OperationError } from '#cli/errors.ts';
import type { KubeObject } from './objects.ts';

/** One of the files, which are applied one after the other, each ready before the next. */
export interface Stage {
  /** `00-config`. */
  name: string;
  objects: KubeObject[];
}

/** Reads the stages in the documented order. Throws an `OperationError` for a file that is none. */
export function readManifests(folder: string): Stage[] {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => /^\d+-.+\.yaml$/.test(name))
      .sort();
  } catch (cause) {
    throw new OperationError(`The manifests are missing: ${(cause as Error).message}`, {
      code: 'manifests_missing',
      hint: { text: 'reinstall influscope' },
      cause,
    });
  }
  return names.map((name) => ({
    name: name.replace(/\.yaml$/, ''),
    objects: parseObjects(readFileSync(join(folder, name), 'utf8'), name),
  }));
}

/** Every object of a YAML stream. */
export function parseObjects(text: string, name: string): KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [fault] = document.errors ?? [];
    if (fault)
      throw new OperationError(`${name}: ${fault.message}`, {
        code: 'manifest_invalid',
        hint: { text: 'correct that line' },
      });
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    return [value as KubeObject];
  });
}
