import { dirname, resolve } from 'node:path';
import { UserError } from '#cli/errors.ts';
import { closest } from '#lib/text/closest.ts';
import { findSettingsFile } from './find-file.ts';
import type { SettingKey, SettingValues } from './registry.ts';
import { flagOf, SETTING_KEYS, SETTINGS, variableOf } from './registry.ts';
import type { Setting } from './setting.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Where a value came from; `detail` names the flag, the variable or the file. */
export interface Origin {
  kind: 'flag' | 'env' | 'file' | 'default';
  detail: string;
}

export interface Settings {
  values: SettingValues;
  origins: Record<SettingKey, Origin>;
  /** The settings file that was read, absolute; `null` without one. */
  file: string | null;
  /** Warnings about unknown variables. */
  unknown: readonly string[];
}

export interface SettingsSources {
  /** Values of flags, already parsed. */
  flags: Partial<SettingValues>;
  env: Env;
  cwd: string;
  /** Path given with `--config`; without it the one that `findSettingsFile` finds. */
  configPath?: string | undefined;
}

/** A flag wins over a variable, that over the file, that over the default. Throws a `UserError` that lists all errors. */
export async function loadSettings(sources: SettingsSources): Promise<Settings> {
  const { flags, env } = sources;
  const file = findFile(sources);
  const document: Partial<Record<string, unknown>> =
    file === null ? {} : (await import('./read-file.ts')).readSettingsFile(file);
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  const origins = {} as Record<SettingKey, Origin>;

  for (const key of SETTING_KEYS) {
    const rule = SETTINGS[key];
    const name = variableOf(key);
    const variable = env[name];
    if (flags[key] !== undefined) {
      values[key] = flags[key];
      origins[key] = { kind: 'flag', detail: flagOf(key) };
    } else if (variable !== undefined && variable !== '') {
      values[key] = attempt(faults, name, variable, rule);
      origins[key] = { kind: 'env', detail: name };
    } else if (document[key] !== undefined) {
      values[key] = document[key];
      origins[key] = { kind: 'file', detail: file ?? '' };
    } else {
      values[key] = rule.fallback();
      origins[key] = { kind: 'default', detail: '' };
    }
  }
  const structures = SETTING_KEYS.filter(
    (key) => origins[key].kind === 'env' && typeof values[key] === 'object' && !Array.isArray(values[key]),
  );
  if (structures.length > 0 && faults.length === 0) {
    const { checkSettings } = await import('./read-file.ts');
    for (const key of structures)
      faults.push(...checkSettings({ [key]: values[key] }).map((fault) => `${variableOf(key)}: ${fault}`));
  }
  if (faults.length > 0) {
    throw new UserError(`Invalid environment variables:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, {
      code: 'invalid_environment',
      hint: { text: 'correct or unset these variables' },
    });
  }
  // A relative path would move with the working folder.
  const isFound = file !== null && askedFile(sources) === undefined;
  for (const key of SETTING_KEYS.filter((one) => SETTINGS[one].isPath)) {
    const base = isFound && origins[key].kind === 'file' ? dirname(file) : sources.cwd;
    if (typeof values[key] === 'string') values[key] = resolve(base, values[key]);
  }
  const unknown = unknownVariables(env);
  return { values: values as unknown as SettingValues, origins, file, unknown };
}

const PREFIX = 'INFLUSCOPE_';

/** Variables that look like settings but are not: a typo would go unnoticed. */
function unknownVariables(env: Env): string[] {
  const known = ['INFLUSCOPE_CONFIG', ...SETTING_KEYS.map(variableOf)];
  const unknown = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  if (unknown.length === 0) return [];

  const rest = (name: string) => name.slice(PREFIX.length).toLowerCase();
  return unknown.map((name) => {
    const near = closest(rest(name), known.map(rest));
    const meant = near === undefined ? '' : `; did you mean ${PREFIX}${near.toUpperCase()}?`;
    return `${name} is not a setting and has no effect${meant}`;
  });
}

function askedFile({ configPath, env }: SettingsSources): string | undefined {
  return configPath ?? (env.INFLUSCOPE_CONFIG || undefined);
}

function findFile(sources: SettingsSources): string | null {
  const asked = askedFile(sources);
  return asked === undefined ? findSettingsFile(sources.cwd) : resolve(sources.cwd, asked);
}

function attempt(
  faults: string[],
  name: string,
  text: string,
  { parse, isSecret }: Pick<Setting<unknown>, 'parse' | 'isSecret'>,
): unknown {
  try {
    return parse(text);
  } catch (error) {
    faults.push(`${name}: ${(error as Error).message}${isSecret ? '' : `, got "${text}"`}`);
    return undefined;
  }
}
