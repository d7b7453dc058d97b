import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { systemReason, UserError } from '#cli/errors.ts';
import { checkSettings } from '#cli/settings/read-file.ts';
import type { SettingKey } from '#cli/settings/registry.ts';

/** Sets or, with `undefined`, removes one setting of a file, which keeps its comments. Throws a `UserError`. */
export function writeSetting(path: string, key: SettingKey, value: unknown): void {
  const document = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : '');
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
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, isEmpty ? (document.comment ?? '') : document.toString());
    renameSync(temporary, path);
  } catch (cause) {
    throw new UserError(`Cannot write the settings file ${path}: ${systemReason(cause)}`, {
      code: 'config_unwritable',
      hint: { text: 'make the folder writable, or name another file with --config' },
      cause,
    });
  }
}
