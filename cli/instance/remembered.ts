import { readFileSync } from 'node:fs';
import { OperationError, systemCode, systemReason } from '#cli/errors.ts';

/** `target.json`: what a target remembers of an instance between two commands. */
export interface Remembered {
  v: 1;
  target: string;
}

/** Reads a `target.json`; `null` when there is none. */
export function readRemembered<T extends Remembered = Remembered>(path: string): T | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new OperationError(`Cannot read ${path}: ${systemReason(cause)}`, {
      code: 'state_unreadable',
      hint: { text: 'make it readable', shell: [['chmod', 'u+r', path]] },
      cause,
    });
  }
  try {
    const value = JSON.parse(text) as Partial<T>;
    if (value.v === 1 && typeof value.target === 'string') return value as T;
  } catch {
    // The error below covers this and any other content.
  }
  throw new OperationError(`${path} is not a valid state file for this version`, {
    code: 'state_unreadable',
    hint: {
      text: 'move the file away; this deletes no data',
      shell: [['mv', path, `${path}.old`]],
      command: ['up'],
    },
  });
}
