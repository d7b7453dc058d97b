import { closest, editDistance } from '#lib/text/closest.ts';
import { ALL_FIELD_NAMES, fieldNamed, fieldOf } from '../fields.ts';

/** Longer names get no suggestion. */
const MAX_GUESSED = 24;
/** In names as short as these, one letter can differ; in shorter ones than `MIN_GUESSED`, none. */
const SHORT = 4;
const MIN_GUESSED = 3;

/** The field whose name is nearest to `name`, which is no field. */
export function nearestField(name: string): string | undefined {
  if (name.length > MAX_GUESSED || name.length < MIN_GUESSED) return undefined;
  const lower = name.toLowerCase();
  const near = closest(lower, ALL_FIELD_NAMES);
  return near !== undefined && (name.length > SHORT || editDistance(lower, near) === 1) ? near : undefined;
}

/** Fields of other products that words search here. */
const WORD_FIELDS = new Set([
  'about',
  'bio',
  'city',
  'description',
  'handle',
  'keyword',
  'keywords',
  'location',
  'name',
  'place',
  'text',
  'user',
  'username',
]);

export function isSearchedByWords(name: string): boolean {
  return WORD_FIELDS.has(name.toLowerCase());
}

const COMPARED = /^([a-z][\w-]*)(>=|<=|[<>=≥≤])(.*)$/is;

/** The clause that `followers>10k` or `lang=de` was meant as; `undefined` if the text before the sign is no field. */
export function addColon(text: string): { name: string; value: string } | undefined {
  const [, name = '', sign = '', value = ''] = COMPARED.exec(text) ?? [];
  const field = fieldNamed(name);
  if (field === undefined || value === '') return undefined;
  if (sign === '=') return { name, value };
  const { type } = fieldOf(field);
  return type === 'choice' || type === 'label' ? undefined : { name, value: sign + value };
}
