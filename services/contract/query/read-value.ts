import { closest } from '#lib/text/closest.ts';
import type { Field, FieldName } from './fields.ts';
import { fieldOf } from './fields.ts';
import { parseAmount, parseRange, parseWhole } from './parse-range.ts';
import { parseTime } from './parse-time.ts';
import { readList, unquote } from './read-list.ts';
import type { FieldTest, Range } from './tree.ts';

/** Why a value cannot be read, and a value that can. */
export interface ValueFault {
  fault: string;
  suggestion: string;
}

/** Larger numbers than these lose digits. */
const MAX_AMOUNT = 1e15;
/** Longer values get no suggestion. */
const MAX_GUESSED = 24;
const MAX_SHOWN = 40;
/** What is left of a number that was divided, so that it can be multiplied back. */
export const DIGITS = 12;

/**
 * Reads the value of a field. `posts:2/week` is about another field than `posts:2`, so the field comes back too. Values of
 * a choice come back as the table spells them.
 */
export function readValue(
  field: FieldName,
  given: string,
): { field: FieldName; test: FieldTest } | ValueFault {
  const { type } = fieldOf(field);
  const text = type === 'choice' || type === 'label' ? given : unquote(given);
  switch (type) {
    case 'choice':
    case 'label': {
      const read = readValues(field, text);
      return 'fault' in read ? read : { field, test: { kind: 'values', values: read.values } };
    }
    case 'time': {
      const read = parseTime(text);
      return 'fault' in read ? withExample(field, read) : { field, test: { kind: 'time', ...read } };
    }
    default: {
      const rate = field === 'posts' && PERIOD.test(text) ? 'posts-per-week' : field;
      const read = readNumbers(rate, text);
      return 'fault' in read
        ? withExample(field, read)
        : { field: rate, test: { kind: 'range', range: read.range } };
    }
  }
}

/** One or several values of a choice or label, also of `sort`. */
export function readValues(field: FieldName | 'sort', text: string): { values: string[] } | ValueFault {
  const definition = fieldOf(field);
  const given = readList(text);
  const named = (value: string) =>
    definition.type === 'choice' ? choiceNamed(definition, value) : (value as string | undefined);
  const unknown = given.find((value) => named(value) === undefined);
  if (unknown !== undefined) {
    const corrected = given.flatMap((value) => named(value) ?? nearestChoice(definition, value) ?? []);
    return {
      fault: `unknown value "${shorten(unknown)}"; known: ${(definition.values ?? []).join(', ')}`,
      suggestion: corrected.length > 0 ? [...new Set(corrected)].join(',') : exampleValue(field),
    };
  }
  const values = [...new Set(given.map((value) => named(value) ?? value))];
  if (values.length > 0) return { values };
  return { fault: 'the value is missing', suggestion: exampleValue(field) };
}

function nearestChoice(definition: Field, value: string): string | undefined {
  if (value.length > MAX_GUESSED) return undefined;
  const choices = [...(definition.values ?? []), ...Object.keys(definition.spellings ?? {})];
  const near = closest(value.toLowerCase(), choices);
  return near === undefined ? undefined : (choiceNamed(definition, near) ?? near);
}

/** For a message. */
function shorten(value: string): string {
  return value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;
}

function choiceNamed({ values = [], spellings = {} }: Field, value: string): string | undefined {
  const lower = value.toLowerCase();
  const variants = [lower, lower.replaceAll('_', '-'), lower.replaceAll('-', '_')];
  const spelling = variants.find((variant) => Object.hasOwn(spellings, variant));
  return values.find((known) => variants.includes(known)) ?? (spelling && spellings[spelling]);
}

const PERIOD = /\s*\/\s*([a-z]+)\s*$/i;
/** Weeks in a period; a month has 30 days. */
const WEEKS: Readonly<Record<string, number>> = {
  d: 1 / 7,
  day: 1 / 7,
  w: 1,
  week: 1,
  wk: 1,
  mo: 30 / 7,
  month: 30 / 7,
  y: 365 / 7,
  year: 365 / 7,
};

function readNumbers(
  field: FieldName,
  text: string,
): { range: Range } | { fault: string; suggestion: string | null } {
  const { type } = fieldOf(field);
  if (type === 'rate') {
    const period = PERIOD.exec(text)?.[1]?.toLowerCase() ?? 'week';
    const weeks = Object.hasOwn(WEEKS, period) ? WEEKS[period] : undefined;
    if (weeks === undefined)
      return { fault: `unknown period "${period}"; known: day, week, month, year`, suggestion: null };
    return parseRange(text.replace(PERIOD, ''), scaled(1 / weeks));
  }
  if (type === 'count') return parseRange(text, scaled(1, parseWhole));
  const withoutSign = text.replaceAll(/\s*%/g, '');
  return parseRange(withoutSign, type === 'change' ? signed(scaled(0.01)) : scaled(0.01));
}

function scaled(factor: number, read = parseAmount): (text: string) => number | undefined {
  return (text) => {
    const value = read(text);
    if (value === undefined || value > MAX_AMOUNT) return undefined;
    return factor === 1 ? value : Number((value * factor).toPrecision(DIGITS));
  };
}

function signed(read: (text: string) => number | undefined): (text: string) => number | undefined {
  return (text) => {
    const [, minus, rest = ''] = /^\s*([-−]?)(.*)$/s.exec(text) ?? [];
    const value = read(rest.replace(/^\+/, ''));
    // No negative zero, because it cannot be printed.
    return value === undefined ? undefined : minus === '' || value === 0 ? value : -value;
  };
}

function withExample(field: FieldName, fault: { fault: string; suggestion: string | null }): ValueFault {
  return { fault: fault.fault, suggestion: fault.suggestion ?? exampleValue(field) };
}

/** The value of the field's example. */
export function exampleValue(field: FieldName | 'sort'): string {
  const { example } = fieldOf(field);
  return example.slice(example.indexOf(':') + 1);
}
