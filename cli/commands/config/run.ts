import { resolve } from 'node:path';
import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import { FILE_NAMES } from '#cli/settings/find-file.ts';
import type { SettingKey } from '#cli/settings/registry.ts';
import { SETTING_KEYS, SETTINGS, variableOf } from '#cli/settings/registry.ts';
import { closest } from '#lib/text/closest.ts';
import { showSetting, showSettings } from './show-settings.ts';

export interface ConfigOptions {
  origin?: boolean;
}

export const run: Run<ConfigOptions> = async ({ args, options }, context) => {
  const [action = 'show', given, text] = args;
  if (action === 'show' || action === 'list') {
    refuseExtra(action, given);
    showSettings(context, options.origin === true);
    return 0;
  }
  const key = readKey(action, given, text);
  if (action === 'set') {
    // Other users of this machine can read the arguments of a process.
    if (SETTINGS[key].isSecret) {
      throw new UserError(`${key} is secret and cannot be set on the command line`, {
        code: 'setting_secret',
        hint: { text: `set the variable ${variableOf(key)}, or write ${key} to the settings file yourself` },
      });
    }
    if (text === undefined) {
      throw new UserError(`config set ${key} needs a value`, {
        code: 'value_missing',
        hint: { text: SETTINGS[key].summary, command: usualSetting(key) },
      });
    }
    await change(key, parse(key, text), context);
    return 0;
  }
  refuseExtra(`${action} ${key}`, text);
  if (action === 'unset') await change(key, undefined, context);
  else showSetting(key, context, options.origin === true);
  return 0;
};

async function change(key: SettingKey, value: unknown, { settings, output, cwd }: Context): Promise<void> {
  const { writeSetting } = await import('./write-setting.ts');
  const file = settings.file ?? resolve(cwd, FILE_NAMES[0]);
  writeSetting(file, key, value);
  if (output.format === 'json') {
    output.write(JSON.stringify({ file, key, value: value ?? null }, null, 2));
  } else {
    output.write(value === undefined ? `Removed ${key} from ${file}` : `Set ${key} in ${file}`);
  }
  const { kind, detail } = settings.origins[key];
  if (kind === 'env' || kind === 'flag') output.warn(`${detail} overrides the file`);
  output.remark({ text: 'Apply new settings to a running instance with', command: ['deploy'] });
}

function parse(key: SettingKey, text: string): unknown {
  try {
    return SETTINGS[key].parse(text);
  } catch (error) {
    throw new UserError(`"${text}" is not a valid ${key}. ${(error as Error).message}`, {
      code: 'config_invalid',
      hint: { text: SETTINGS[key].summary, command: ['config', 'get', key] },
    });
  }
}

function readKey(action: string, given: string | undefined, text: string | undefined): SettingKey {
  // `max-monthly-cost` is how the flag is written.
  const key = SETTING_KEYS.find((one) => one === given?.replaceAll('-', '_'));
  if (key !== undefined) return key;
  const near =
    given === undefined ? undefined : SETTING_KEYS.find((one) => one === closest(given, SETTING_KEYS));
  throw new UserError(
    given === undefined ? `config ${action} needs the name of a setting` : `There is no setting "${given}"`,
    {
      code: given === undefined ? 'setting_missing' : 'setting_unknown',
      hint:
        near === undefined
          ? { text: 'all settings', command: ['config', 'show'] }
          : {
              command:
                action === 'set' && text === undefined
                  ? usualSetting(near)
                  : ['config', action, near, ...(text === undefined ? [] : [text])],
            },
    },
  );
}

/** The command that sets the default value, or that shows the value if the default is not a plain value. */
function usualSetting(key: SettingKey): string[] {
  const { isPath, fallback } = SETTINGS[key];
  const usual: unknown = isPath ? null : fallback();
  const isPlain = ['string', 'number', 'boolean'].includes(typeof usual);
  return isPlain ? ['config', 'set', key, String(usual)] : ['config', 'get', key];
}

function refuseExtra(action: string, extra: string | undefined): void {
  if (extra === undefined) return;
  throw new UserError(`config ${action} takes no "${extra}"`, {
    code: 'excess_arguments',
    hint: { command: ['config', '--help'] },
  });
}
