import type { Suggestion } from '#cli/option.ts';

/** One setting. Its type, its variable, its flag, the check of the file and its row in the docs all come from here. */
export interface Setting<T> {
  summary: string;
  /** JSON Schema of the value in the settings file. */
  schema: Readonly<Record<string, unknown>>;
  /** Reads the text of a flag or a variable; throws an `Error` that says what is expected. */
  parse(text: string): T;
  fallback(): T;
  /** What the docs and `config show` say for no value. */
  unset: string;
  /** Placeholder of the value when the setting has a flag, e.g. `<name>`. */
  flag: string | null;
  /** Values that a shell offers. */
  suggest: Suggestion | null;
  /** The text is a path, relative to the working folder. */
  isPath: boolean;
  /** The value is never shown, and no command line takes it. */
  isSecret: boolean;
}

interface Details<D> {
  summary: string;
  default: D | (() => D);
  unset?: string;
  flag?: string;
  suggest?: Suggestion;
}

interface TextDetails<D> extends Details<D> {
  /** A regular expression, and what it accepts in words. */
  pattern?: string;
  expected?: string;
  isPath?: boolean;
  isSecret?: boolean;
}

/** A text; with a pattern it has to match. */
export function text<D extends string | null>(details: TextDetails<D>): Setting<string | D> {
  const { pattern, expected = '' } = details;
  return setting<string | D>(details, {
    schema: pattern === undefined ? { type: 'string', minLength: 1 } : { type: 'string', pattern },
    parse: (given) => (pattern === undefined ? given : matching(given, pattern, expected)),
    isPath: details.isPath === true,
    isSecret: details.isSecret === true,
  });
}

export function whole<D extends number | null>(
  details: Details<D> & { min: number; max: number },
): Setting<number | D> {
  const { min, max } = details;
  return setting<number | D>(details, {
    schema: { type: 'integer', minimum: min, maximum: max },
    parse(given) {
      const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
      if (value >= min && value <= max) return value;
      throw new Error(`Expected a whole number from ${min} to ${max}.`);
    },
  });
}

/** `true` or `false`. */
export function flag(details: Details<boolean>): Setting<boolean> {
  return setting(details, {
    schema: { type: 'boolean' },
    parse(given) {
      if (given === 'true' || given === 'false') return given === 'true';
      throw new Error('Expected true or false.');
    },
  });
}

export function choice<T extends string, D extends T | null>(
  choices: readonly T[],
  details: Details<D>,
): Setting<T | D> {
  return setting<T | D>(details, {
    schema: { enum: [...choices] },
    parse(given) {
      const found = choices.find((one) => one === given);
      if (found !== undefined) return found;
      throw new Error(`Expected ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}.`);
    },
  });
}

/** A list in the file; separated by commas in a flag or a variable. */
export function list(
  details: Details<readonly string[]> & { pattern: string; expected: string },
): Setting<readonly string[]> {
  const { pattern, expected } = details;
  return setting(details, {
    schema: { type: 'array', items: { type: 'string', pattern } },
    parse: (given) => given.split(',').map((item) => matching(item.trim(), pattern, expected)),
  });
}

/** A mapping in the file; `name=value` separated by commas in a flag or a variable. */
export function pairs(
  details: Details<Readonly<Record<string, string>>> & { keys: string; values?: string; expected: string },
): Setting<Readonly<Record<string, string>>> {
  const { keys, values = '^\\S+$', expected } = details;
  return setting(details, {
    schema: {
      type: 'object',
      additionalProperties: false,
      patternProperties: { [keys]: { type: 'string', pattern: values } },
    },
    parse(given) {
      const found = given.split(',').map((pair) => /^\s*([^=\s]+)=(\S+)\s*$/.exec(pair));
      const isValid = ([, key = '', value = '']: RegExpExecArray) =>
        new RegExp(keys).test(key) && new RegExp(values).test(value);
      if (found.some((pair) => pair === null || !isValid(pair)))
        throw new Error(`Expected ${expected}, separated by commas.`);
      return Object.fromEntries(found.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
    },
  });
}

/** A structure in the file, JSON in a variable; the schema is checked when the settings are loaded. */
export function structure<T extends object>(
  details: Details<T> & { schema: Readonly<Record<string, unknown>> },
): Setting<T> {
  return setting(details, {
    schema: details.schema,
    parse(given) {
      try {
        return JSON.parse(given) as T;
      } catch {
        throw new Error('Expected JSON.');
      }
    },
  });
}

function setting<T>(
  { summary, default: fallback, unset = '', flag, suggest }: Details<T>,
  kind: Pick<Setting<T>, 'schema' | 'parse'> & { isPath?: boolean; isSecret?: boolean },
): Setting<T> {
  return {
    summary,
    fallback: () => (typeof fallback === 'function' ? (fallback as () => T)() : fallback),
    unset,
    flag: flag ?? null,
    suggest: suggest ?? null,
    isPath: false,
    isSecret: false,
    ...kind,
  };
}

function matching(given: string, pattern: string, expected: string): string {
  if (new RegExp(pattern).test(given)) return given;
  throw new Error(`Expected ${expected}.`);
}
