import type { Context } from '#cli/context.ts';
import { MASK } from '#cli/output/text/mask.ts';
import type { SettingKey } from '#cli/settings/registry.ts';
import { SETTING_KEYS, SETTINGS } from '#cli/settings/registry.ts';
import type { Origin } from '#cli/settings/settings.ts';

/** Column in which the origins begin. */
const COMMENTS_FROM = 36;

/** Every setting with its value, and on request its origin. */
export function showSettings({ settings, output }: Context, withOrigin: boolean): void {
  const { values, origins, file } = settings;
  if (output.format === 'json') {
    const entries = SETTING_KEYS.map((key) => [
      key,
      withOrigin ? { value: visible(key, values[key]), origin: origins[key] } : visible(key, values[key]),
    ]);
    output.write(JSON.stringify({ file, settings: Object.fromEntries(entries) }, null, 2));
    return;
  }
  const rows = SETTING_KEYS.map(
    (key) => [`${key}: ${show(key, visible(key, values[key]))}`, describe(origins[key])] as const,
  );
  // A few long values must not push the origins off the screen.
  const width = Math.min(COMMENTS_FROM, Math.max(...rows.map(([text]) => text.length)) + 2);
  for (const [text, origin] of rows)
    output.write(withOrigin ? `${`${text}  `.padEnd(width)}# ${origin}` : text);
  if (file === null && withOrigin) {
    output.remark({
      text: 'There is no influscope.yaml in this folder or a parent folder. Create one with',
      command: ['config', 'set', 'port', '9000'],
    });
  }
}

/** Only the value, for scripts; nothing for a setting without a value. */
export function showSetting(key: SettingKey, { settings, output }: Context, withOrigin: boolean): void {
  const value = visible(key, settings.values[key]);
  if (output.format === 'json') {
    output.write(JSON.stringify({ file: settings.file, key, value }, null, 2));
    return;
  }
  if (value === null) output.remark(show(key, value));
  else output.write(typeof value === 'object' ? JSON.stringify(value) : String(value));
  if (withOrigin) output.remark(describe(settings.origins[key]));
}

/** Shows whether there is a secret, but not the secret. */
function visible(key: SettingKey, value: unknown): unknown {
  return SETTINGS[key].isSecret && value !== null ? MASK : value;
}

function show(key: SettingKey, value: unknown): string {
  if (value === null) return `(${SETTINGS[key].unset})`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function describe({ kind, detail }: Origin): string {
  return kind === 'default'
    ? 'default'
    : `${{ flag: 'flag', env: 'environment', file: 'file' }[kind]} ${detail}`;
}
