import { homedir } from 'node:os';
import { join } from 'node:path';

export const TARGETS = ['local', 'kubernetes', 'eks'] as const;
export type TargetKind = (typeof TARGETS)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Also a valid name of an EKS cluster and of its CloudFormation stacks. */
export const NAME_PATTERN = '^[a-z][a-z0-9-]{0,62}$';

export interface SettingValues {
  name: string;
  /** `null`: what is remembered for the name decides. */
  target: TargetKind | null;
  /** Folder of everything the command line keeps. */
  home: string;
  port: number;
  rate_limit: number;
  log_level: string;
  shutdown_grace_ms: number;
}
export type SettingKey = keyof SettingValues;

export interface SettingRule<T> {
  env: string;
  flag: string | null;
  summary: string;
  fallback(): T;
  /** Reads a flag's or a variable's text; throws an `Error` that says what is expected. */
  parse(text: string): T;
}

/** Every setting: where it can come from, what it is without any. The document's schema is in `schema.ts`. */
export const SETTINGS: { [K in SettingKey]: SettingRule<SettingValues[K]> } = {
  name: {
    env: 'INFLUSCOPE_NAME',
    flag: '--name',
    summary: 'Which platform is meant',
    fallback: () => 'influscope',
    parse: parseName,
  },
  target: {
    env: 'INFLUSCOPE_TARGET',
    flag: '--target',
    summary: 'Where it runs',
    fallback: () => null,
    parse: (text) => oneOf(TARGETS, text),
  },
  home: {
    env: 'INFLUSCOPE_HOME',
    flag: null,
    summary: 'Folder of state, logs and data',
    fallback: () => join(homedir(), '.influscope'),
    parse: (text) => text,
  },
  port: {
    env: 'INFLUSCOPE_PORT',
    flag: '--port',
    summary: 'Public port',
    fallback: () => 8080,
    parse: (text) => wholeNumber(text, 1, 65_535),
  },
  rate_limit: {
    env: 'INFLUSCOPE_RATE_LIMIT',
    flag: null,
    summary: 'Requests a second and client on the public port; 0 is no limit',
    fallback: () => 100,
    parse: (text) => wholeNumber(text, 0, 1_000_000),
  },
  log_level: {
    env: 'INFLUSCOPE_LOG_LEVEL',
    flag: null,
    summary: 'What the services log',
    fallback: () => 'info',
    parse: (text) => oneOf(LOG_LEVELS, text),
  },
  shutdown_grace_ms: {
    env: 'INFLUSCOPE_SHUTDOWN_GRACE_MS',
    flag: null,
    summary: 'How long the services may drain',
    fallback: () => 10_000,
    parse: (text) => wholeNumber(text, 0, 600_000),
  },
};

export function parseName(text: string): string {
  if (new RegExp(NAME_PATTERN).test(text)) return text;
  throw new Error('expected a lower-case letter, then at most 62 of a-z, 0-9 and -');
}

function wholeNumber(text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`expected a whole number from ${min} to ${max}`);
}

function oneOf<T extends string>(choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new Error(`expected ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`);
}
