import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '#cli/errors.ts';
import type { SettingKey, SettingValues } from './keys.ts';
import { SETTINGS } from './keys.ts';

export const CONFIG_FILE = 'influscope.yaml';

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
  /** What was set and is not known, for a warning. */
  unknown: readonly string[];
}

export interface SettingsSources {
  /** Values of flags, already parsed. */
  flags: Partial<SettingValues>;
  env: Env;
  cwd: string;
  /** Path given with `--config`; without it `influscope.yaml` in `cwd`, if it is there. */
  configPath?: string | undefined;
}

/** Flag before environment before file before default. Throws a `UserError` with every fault there is. */
export async function loadSettings(sources: SettingsSources): Promise<Settings> {
  const { flags, env } = sources;
  const file = findFile(sources);
  const document = file === null ? {} : (await import('./read-file.ts')).readSettingsFile(file);
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  const origins = {} as Record<SettingKey, Origin>;

  for (const key of Object.keys(SETTINGS) as SettingKey[]) {
    const rule = SETTINGS[key];
    const variable = env[rule.env];
    if (flags[key] !== undefined) {
      values[key] = flags[key];
      origins[key] = { kind: 'flag', detail: rule.flag ?? key };
    } else if (variable !== undefined && variable !== '') {
      values[key] = attempt(faults, rule.env, variable, rule.parse);
      origins[key] = { kind: 'env', detail: rule.env };
    } else if (document[key] !== undefined) {
      values[key] = document[key];
      origins[key] = { kind: 'file', detail: file ?? CONFIG_FILE };
    } else {
      values[key] = rule.fallback();
      origins[key] = { kind: 'default', detail: '' };
    }
  }
  if (faults.length > 0) {
    throw new UserError(`The environment is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, {
      code: 'invalid_environment',
      hint: 'Correct or unset what is named above',
    });
  }
  // A relative home would move with the working folder.
  values.home = resolve(sources.cwd, values.home as string);
  for (const key of ['cluster_config', 'prices'])
    if (typeof values[key] === 'string') values[key] = resolve(sources.cwd, values[key]);
  const unknown = await unknownVariables(env);
  return { values: values as unknown as SettingValues, origins, file, unknown };
}

const PREFIX = 'INFLUSCOPE_';

/** Variables that look like settings and are none: a slip there would go unnoticed. */
async function unknownVariables(env: Env): Promise<string[]> {
  const known = ['INFLUSCOPE_CONFIG', ...Object.values(SETTINGS).map((rule) => rule.env)];
  const unknown = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  if (unknown.length === 0) return [];
  const { closest } = await import('#lib/closest.ts');
  const rest = (name: string) => name.slice(PREFIX.length).toLowerCase();
  return unknown.map((name) => {
    const near = closest(rest(name), known.map(rest));
    const meant = near === undefined ? '' : `; did you mean ${PREFIX}${near.toUpperCase()}?`;
    return `${name} is no setting and has no effect${meant}`;
  });
}

function findFile({ cwd, configPath, env }: SettingsSources): string | null {
  const asked = configPath ?? (env.INFLUSCOPE_CONFIG || undefined);
  if (asked !== undefined) return resolve(cwd, asked);
  const usual = resolve(cwd, CONFIG_FILE);
  return existsSync(usual) ? usual : null;
}

function attempt(faults: string[], name: string, text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    faults.push(`${name}: ${(error as Error).message}, got "${text}"`);
    return undefined;
  }
}
