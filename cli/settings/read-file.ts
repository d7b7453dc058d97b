import { readFileSync } from 'node:fs';
import type { TLocalizedValidationError } from 'typebox/error';
import { Errors } from 'typebox/value';
import type { Document } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { systemReason, UserError } from '#cli/errors.ts';
import { closest } from '#lib/text/closest.ts';
import { SETTING_KEYS, SETTINGS } from './registry.ts';

/** Reads and checks a settings file. Throws a `UserError` that lists all errors with their lines and paths. */
export function readSettingsFile(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserError(`Cannot read the settings file ${path}: ${systemReason(cause)}`, {
      code: 'config_unreadable',
      hint: { text: 'correct --config, or omit it' },
      cause,
    });
  }
  const lineCounter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter });
  const [syntax] = parsed.errors;
  if (syntax) {
    const place = syntax.linePos?.[0];
    throw new UserError(
      `${path}${place ? `:${place.line}:${place.col}` : ''} is not valid YAML: ${syntax.message.split('\n')[0]}`,
      { code: 'config_syntax', hint: { text: 'correct that line' } },
    );
  }
  const value: unknown = parsed.toJS() ?? {};
  const faults = findFaults(value);
  if (faults.length > 0) {
    const lines = faults.map(({ keys, text: what }) => `  ${lineOf(keys, parsed, lineCounter)}${what}`);
    throw new UserError(`${path} is invalid:\n${lines.join('\n')}`, {
      code: 'config_invalid',
      // Every command that reads settings fails until the file is correct, so the hint is the help.
      hint: { text: 'correct the file; show the help about settings', command: ['config', '--help'] },
    });
  }
  return value as Record<string, unknown>;
}

/** JSON Schema of `influscope.yaml`. */
export const DOCUMENT_SCHEMA = {
  type: 'object',
  properties: Object.fromEntries(SETTING_KEYS.map((key) => [key, SETTINGS[key].schema])),
  additionalProperties: false,
};

/** All errors of a settings document, each beginning with its path. */
export function checkSettings(value: unknown): string[] {
  return findFaults(value).map(({ text }) => text);
}

interface Fault {
  /** The keys on the way to the value. */
  keys: readonly string[];
  /** Begins with the path. */
  text: string;
}

function findFaults(value: unknown): Fault[] {
  return [...Errors(DOCUMENT_SCHEMA, value)].flatMap((error) =>
    describe(error, value).map((text) => ({ keys: error.instancePath.split('/').slice(1), text })),
  );
}

/** `line 3: `; empty for a value without a place of its own, as one that an alias brings. */
function lineOf(keys: readonly string[], document: Document, lines: LineCounter): string {
  const parent = document.getIn(keys.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === keys.at(-1))
    : undefined;
  const node = pair === undefined ? document.getIn(keys, true) : pair.key;
  const start = isNode(node) ? node.range?.[0] : undefined;
  return start === undefined ? '' : `line ${lines.linePos(start).line}: `;
}

function describe(error: TLocalizedValidationError, document: unknown): string[] {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  if (error.keyword === 'boolean') {
    const keys = path.split('.');
    const known = knownBeside(keys);
    const suggestion = closest(keys.at(-1) ?? '', known);
    return [
      `${path}: is not a setting${suggestion ? `; did you mean ${suggestion}?` : `; settings are ${known.join(', ')}`}`,
    ];
  }
  // The case above reports each key.
  if (error.keyword === 'additionalProperties') return [];
  if (path === '') return ['expected settings as "key: value" lines'];
  const got = error.instancePath
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
  const expected =
    error.keyword === 'enum'
      ? `must be one of ${(error.params as { allowedValues: unknown[] }).allowedValues.join(', ')}`
      : error.message;
  const isSecret = SETTING_KEYS.some((key) => key === path && SETTINGS[key].isSecret);
  return [`${path}: ${expected}${isSecret ? '' : `, got ${JSON.stringify(got)}`}`];
}

/** The keys that may stand where the last of these does. */
function knownBeside(keys: readonly string[]): readonly string[] {
  let schema: { properties?: Record<string, object> } = DOCUMENT_SCHEMA;
  for (const key of keys.slice(0, -1)) schema = schema.properties?.[key] ?? {};
  return Object.keys(schema.properties ?? {});
}
