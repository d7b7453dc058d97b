import { readFileSync } from 'node:fs';
import type { TLocalizedValidationError } from 'typebox/error';
import { Errors } from 'typebox/value';
import { parseDocument } from 'yaml';
import { systemReason, UserError } from '#cli/errors.ts';
import { closest } from '#lib/closest.ts';
import type { SettingsDocument } from './schema.ts';
import { SettingsDocumentSchema } from './schema.ts';

/** Reads and checks a settings file. Throws a `UserError` that lists every fault with its path. */
export function readSettingsFile(path: string): SettingsDocument {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserError(`Cannot read the settings file ${path}: ${systemReason(cause)}`, {
      code: 'config_unreadable',
      hint: 'Correct --config or leave it out',
      cause,
    });
  }
  const parsed = parseDocument(text);
  const [syntax] = parsed.errors;
  if (syntax) {
    const place = syntax.linePos?.[0];
    throw new UserError(
      `${path}${place ? `:${place.line}:${place.col}` : ''} is not YAML: ${syntax.message.split('\n')[0]}`,
      { code: 'config_syntax', hint: 'Correct that line' },
    );
  }
  const value: unknown = parsed.toJS() ?? {};
  const faults = checkSettings(value);
  if (faults.length > 0) {
    throw new UserError(`${path} is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, {
      code: 'config_invalid',
      hint: 'Correct what is named above; influscope config show lists every key',
    });
  }
  return value as SettingsDocument;
}

/** Every fault of a settings document, each beginning with its path. */
export function checkSettings(value: unknown): string[] {
  const known = Object.keys(SettingsDocumentSchema.properties);
  return [...Errors(SettingsDocumentSchema, value)].flatMap((error) => describe(error, value, known));
}

function describe(error: TLocalizedValidationError, document: unknown, known: string[]): string[] {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  if (error.keyword === 'boolean') {
    const suggestion = closest(path, known);
    return [
      `${path}: is not a setting${suggestion ? `; did you mean ${suggestion}?` : `; settings are ${known.join(', ')}`}`,
    ];
  }
  // Said once for each key by the case above.
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
  return [`${path}: ${expected}, got ${JSON.stringify(got)}`];
}
