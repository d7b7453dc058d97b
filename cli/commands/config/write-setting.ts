import { readFileSync, statSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { systemReason, UserError } from '#cli/errors.ts';
import { checkSettings } from '#cli/settings/read-file.ts';
import type { SettingKey } from '#cli/settings/registry.ts';
import { replaceFile } from '#lib/files/atomic-file.ts';

/** Mode of a new file, as for other files of a project; the umask of the user applies. */
const MODE = 0o666;

/** Sets or, with `undefined`, removes one setting of a file, which keeps its comments and permissions. Throws a `UserError`. */
export function writeSetting(path: string, key: SettingKey, value: unknown): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  const document = parseDocument(stats === undefined ? '' : readFileSync(path, 'utf8'));
  if (value === undefined) document.delete(key);
  else document.set(key, value);
  const content: unknown = document.toJS() ?? {};
  const faults = checkSettings(content);
  if (faults.length > 0) {
    throw new UserError(faults.join('\n'), {
      code: 'config_invalid',
      hint: { text: 'all settings and their values', command: ['config', 'show'] },
    });
  }
  const isEmpty = Object.keys(content as object).length === 0;
  const mode = stats === undefined ? MODE : stats.mode & 0o777;
  try {
    replaceFile(path, isEmpty ? (document.comment ?? '') : document.toString(), mode);
  } catch (cause) {
    throw new UserError(`Cannot write the settings file ${path}: ${systemReason(cause)}`, {
      code: 'config_unwritable',
      hint: { text: 'make the folder writable, or name another file with --config' },
      cause,
    });
  }
}
