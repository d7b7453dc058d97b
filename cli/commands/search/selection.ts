import type { OptionDefinition } from '#cli/option.ts';
import { ValueError } from '#cli/value-error.ts';
import type { FieldName, ParameterName } from '#contract/query/fields.ts';
import { FIELDS, parameterOf } from '#contract/query/fields.ts';
import { readValue } from '#contract/query/read-value.ts';

/** What the options of a command select, by parameter of the API. */
export type Selection = Partial<Record<ParameterName, string>>;

/** Values of options as commander gives them, by name in camel case. */
export type SelectionOptions = Readonly<Record<string, unknown>>;

interface SelectionOption {
  field: FieldName;
  /** Without dashes; the name of the field when absent. */
  flag?: string;
  /** Shown in the help; a switch without it. */
  value: 'names' | 'range' | 'age|date' | null;
  summary: string;
  suggest?: OptionDefinition['suggest'];
}

const SEVERAL = 'one or more, separated by commas';
const PERCENT = ['1..', '3..', '5..', '10..'];

/** Fields of the query language that have an option. The others can be typed: `flag:inactive`. */
const OPTIONS: readonly SelectionOption[] = [
  { field: 'platform', value: 'names', summary: SEVERAL, suggest: FIELDS.platform.values },
  { field: 'category', value: 'names', summary: SEVERAL, suggest: 'categories' },
  { field: 'topic', value: 'names', summary: SEVERAL, suggest: 'topics' },
  { field: 'country', value: 'names', summary: 'codes, names or places', suggest: 'countries' },
  { field: 'language', value: 'names', summary: 'codes or names', suggest: 'languages' },
  {
    field: 'tier',
    value: 'names',
    summary: `audience size: ${FIELDS.tier.values.join(', ')}`,
    suggest: FIELDS.tier.values,
  },
  { field: 'verified', value: null, summary: 'only accounts that the platform has verified' },
  {
    field: 'followers',
    value: 'range',
    summary: 'minimum or range, e.g. 10k, 10k..1M, ..1M',
    suggest: ['1k..10k', '10k..100k', '100k..1M', '1M..'],
  },
  {
    field: 'engagement',
    value: 'range',
    summary: 'minimum or range in percent, e.g. 3, 1..5',
    suggest: PERCENT,
  },
  {
    field: 'reported-engagement',
    value: 'range',
    summary: 'engagement that the source states, in percent',
    suggest: PERCENT,
  },
  {
    field: 'growth',
    value: 'range',
    summary: 'minimum or range of follower growth in percent, e.g. 5, -10..0',
    suggest: PERCENT,
  },
  {
    field: 'posts-per-week',
    value: 'range',
    summary: 'minimum or range, e.g. 2, 1..3, 1/day',
    suggest: ['1..', '3..', '1/day'],
  },
  {
    field: 'active',
    flag: 'active-since',
    value: 'age|date',
    summary: 'posted since, e.g. 30d, 2026-01-31',
    suggest: ['7d', '30d', '90d', '1y'],
  },
  {
    field: 'has',
    value: 'names',
    summary: 'only profiles with these facts, e.g. engagement',
    suggest: FIELDS.has.values,
  },
  { field: 'source', value: 'names', summary: SEVERAL, suggest: 'sources' },
];

/** Options that become clauses of the query. */
export const SELECTION_OPTIONS: readonly OptionDefinition[] = OPTIONS.map((option) => {
  const { field, value, summary, suggest } = option;
  return {
    flags: value === null ? flagOf(option) : `${flagOf(option)} <${value}>`,
    summary,
    ...(value !== null && { parse: (text: string) => checkValue(field, text) }),
    ...(suggest && { suggest }),
    ...(value === 'names' && { list: true }),
  };
});

/** The parameters of the API for the options of a command line. */
export function toSelection(options: SelectionOptions): Selection {
  const selection: Selection = {};
  for (const option of OPTIONS) {
    const value = options[keyOf(option)];
    if (value !== undefined) selection[parameterOf(option.field)] = value === true ? 'yes' : String(value);
  }
  return selection;
}

/** The options as arguments of influscope. */
export function selectionArguments(options: SelectionOptions): string[] {
  return OPTIONS.flatMap((option) => {
    const value = options[keyOf(option)];
    if (value === undefined) return [];
    return value === true ? [flagOf(option)] : [flagOf(option), String(value)];
  });
}

function flagOf({ field, flag = field }: SelectionOption): string {
  return `--${flag}`;
}

function keyOf({ field, flag = field }: SelectionOption): string {
  return flag.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Checked before anything is sent; the service reads it again. */
function checkValue(field: FieldName, text: string): string {
  const read = readValue(field, text);
  if (!('fault' in read)) return text;
  // The value of an option starts without a comparison sign.
  throw new ValueError(read.fault, field === 'active' ? read.suggestion.replace(/^</, '') : read.suggestion);
}
