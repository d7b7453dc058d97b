import type { Run } from '#cli/command.ts';
import type { SettingKey } from '#cli/settings/keys.ts';
import { SETTINGS } from '#cli/settings/keys.ts';
import type { Origin } from '#cli/settings/settings.ts';

export interface ConfigOptions {
  origin?: boolean;
}

export const run: Run<ConfigOptions> = async ({ options }, { settings, output }) => {
  const { values, origins, file } = settings;
  const keys = Object.keys(SETTINGS) as SettingKey[];
  if (output.format === 'json') {
    const entries = keys.map((key) => [
      key,
      options.origin ? { value: values[key], origin: origins[key] } : values[key],
    ]);
    output.write(JSON.stringify({ file, settings: Object.fromEntries(entries) }, null, 2));
    return 0;
  }
  const rows = keys.map((key) => [`${key}: ${show(key, values[key])}`, describe(origins[key])] as const);
  const width = Math.max(...rows.map(([text]) => text.length)) + 2;
  for (const [text, origin] of rows) output.write(options.origin ? `${text.padEnd(width)}# ${origin}` : text);
  if (file === null && options.origin)
    output.remark('No influscope.yaml was found here; every key above can stand in one.');
  return 0;
};

function show(key: SettingKey, value: unknown): string {
  if (value === null)
    return key === 'target' || key === 'context' ? '(what is remembered)' : '(as in the manifests)';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function describe({ kind, detail }: Origin): string {
  return kind === 'default'
    ? 'default'
    : `${{ flag: 'flag', env: 'environment', file: 'file' }[kind]} ${detail}`;
}
