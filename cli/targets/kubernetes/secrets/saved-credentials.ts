import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperationError, systemCode, systemReason } from '#cli/errors.ts';
import { guardWrite } from '#cli/instance/guard-write.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';

/** A copy of the credentials in the state folder, readable by its owner alone. */
export interface SavedCredentials {
  v: 1;
  /** UID of the namespace that they belong to. */
  namespace: string;
  values: Readonly<Record<string, string>>;
}

/** `statePath` is the path of the instance's state file. */
export const savedCredentialsPath = (statePath: string): string =>
  join(dirname(statePath), 'credentials.json');

export function saveCredentials(statePath: string, saved: SavedCredentials): void {
  const path = savedCredentialsPath(statePath);
  guardWrite(dirname(path), () => writePrivateFile(path, `${JSON.stringify(saved, null, 2)}\n`));
}

/** `null` when nothing was saved here. */
export function readSavedCredentials(statePath: string): SavedCredentials | null {
  const path = savedCredentialsPath(statePath);
  try {
    const saved = JSON.parse(readFileSync(path, 'utf8')) as Partial<SavedCredentials>;
    if (saved.v === 1 && typeof saved.namespace === 'string' && saved.values !== undefined)
      return saved as SavedCredentials;
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    throw unusable(path, systemReason(cause), cause);
  }
  throw unusable(path, 'unexpected format');
}

export function removeSavedCredentials(statePath: string): void {
  rmSync(savedCredentialsPath(statePath), { force: true });
}

function unusable(path: string, reason: string, cause?: unknown): OperationError {
  return new OperationError(`Cannot read the saved credentials in ${path}: ${reason}`, {
    code: 'credentials_unusable',
    hint: { text: 'give the servers new credentials', command: ['secrets', 'reset'] },
    cause,
  });
}
