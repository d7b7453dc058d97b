import { readFileSync } from 'node:fs';
import type { Environment } from './environment.ts';

/** One setting of a service or an adapter, read from an environment variable. */
export interface Variable<T> {
  name: string;
  /** What it means and its default, for the table in docs/variables.md. */
  meaning: string;
  /** Other variables that `read` looks at. */
  alternatives: readonly string[];
  /** Notes a fault in the environment for a value that is not valid. */
  read(environment: Environment): T;
}

export type Variables = Readonly<Record<string, Variable<unknown>>>;

/** The values of a set of variables, under the same keys. */
export type ConfigOf<V extends Variables> = {
  [K in keyof V]: V[K] extends Variable<infer T> ? T : never;
};

export function readVariables<const V extends Variables>(
  variables: V,
  environment: Environment,
): ConfigOf<V> {
  const entries = Object.entries(variables).map(([key, variable]) => [key, variable.read(environment)]);
  return Object.fromEntries(entries) as ConfigOf<V>;
}

export function text<F extends string | null>(
  name: string,
  fallback: F,
  meaning: string,
): Variable<string | F> {
  return { name, meaning, alternatives: [], read: (environment) => environment.get(name) ?? fallback };
}

/** A whole number from 0 to `max`. A `null` fallback leaves the default to the caller. */
export function integer<F extends number | null>(
  name: string,
  { fallback, max, meaning }: { fallback: F; max: number; meaning: string },
): Variable<number | F> {
  return {
    name,
    meaning,
    alternatives: [],
    read(environment) {
      const raw = environment.get(name);
      if (raw === undefined) return fallback;
      const value = Number(raw);
      if (Number.isInteger(value) && value >= 0 && value <= max) return value;
      environment.fault(name, `expected a whole number from 0 to ${max}, got "${raw}"`);
      return fallback;
    },
  };
}

export function choice<const C extends string>(
  name: string,
  { choices, fallback, meaning }: { choices: readonly C[]; fallback: NoInfer<C>; meaning: string },
): Variable<C> {
  return {
    name,
    meaning,
    alternatives: [],
    read(environment) {
      const raw = environment.get(name) ?? fallback;
      const chosen = choices.find((one) => one === raw);
      if (chosen === undefined) environment.fault(name, `expected ${listOf(choices)}, got "${raw}"`);
      return chosen ?? fallback;
    },
  };
}

/** A value that is not to be seen by others: from the variable, or from the file that `NAME_FILE` names. */
export function secret(name: string, meaning: string): Variable<string | null> {
  const fileName = `${name}_FILE`;
  return {
    name,
    meaning,
    alternatives: [fileName],
    read(environment) {
      const value = environment.get(name);
      const path = environment.get(fileName);
      if (value !== undefined && path !== undefined) {
        environment.fault(name, `set ${name} or ${fileName}, not both`);
      }
      if (path === undefined) return value ?? null;
      return readText(environment, fileName, path)?.trim() || null;
    },
  };
}

/** The content of the file that the variable names. */
export function fileContent(name: string, meaning: string): Variable<string | null> {
  return {
    name,
    meaning,
    alternatives: [],
    read(environment) {
      const path = environment.get(name);
      return path === undefined ? null : (readText(environment, name, path) ?? null);
    },
  };
}

function readText(environment: Environment, name: string, path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    environment.fault(name, `cannot read ${path}: ${(error as Error).message}`);
    return undefined;
  }
}

function listOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join() : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
