import type { Run } from '#cli/command.ts';
import type { SettingKey } from '#cli/settings/registry.ts';
import { SETTING_KEYS, SETTINGS } from '#cli/settings/registry.ts';
import type { Origin } from '#cli/settings/settings.ts';

export interface ConfigOptions {
  origin?: boolean;
}

export const run: Run<ConfigOptions> = async ({ options }, { settings, output }) => {
  const { values, origins, file } = settings;
  if (output.format === 'json') {
    const entries = SETTING_KEYS.map((key) => [
      key,
      options.origin ? { value: values[key], origin: origins[key] } : values[key],
    ]);
    output.write(JSON.stringify({ file, settings: Object.fromEntries(entries) }, null, 2));
    return 0;
  }
  const rows = SETTING_KEYS.map(
    (key) => [`${key}: ${show(key, values[key])}`, describe(origins[key])] as const,
  );
  const width = Math.max(...rows.map(([text]) => text.length)) + 2;
  for (const [text, origin] of rows) output.write(options.origin ? `${text.padEnd(width)}# ${origin}` : text);
  if (file === null && options.origin)
    output.remark('There is no influscope.yaml in this folder. It may contain any of these settings.');
  return 0;
};

function show(key: SettingKey, value: unknown): string {
  if (value === null) return `(${SETTINGS[key].unset})`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function describe({ kind, detail }: Origin): string {
  return kind === 'default'
    ? 'default'
    : `${{ flag: 'flag', env: 'environment', file: 'file' }[kind]} ${detail}`;
}
