import { nameOfCode, nativeNameOfCode } from '#domain/codes.ts';
import type { FieldName } from './fields.ts';

const CODE = /^[a-z]{2}$/;

/** The English name of a stored code: `Germany` for the country `de`, `Brazilian Portuguese` for the language `pt-br`. */
export function nameOfLabel(field: FieldName, value: string): string | null {
  if (field === 'country' && CODE.test(value)) return nameOfCode('region', value);
  if (field === 'language' && /^[a-z]{2,3}(?:-[a-z]{2,4})?$/.test(value))
    return nameOfCode('language', value);
  return null;
}

/** The names that a person may type for a stored code: `Germany` and `Deutschland` for the country `de`. */
export function namesOfLabel(field: FieldName, value: string): string[] {
  const type = field === 'country' ? 'region' : field === 'language' ? 'language' : null;
  const own = type === null || !CODE.test(value) ? null : nativeNameOfCode(type, value);
  return [nameOfLabel(field, value), own].filter((name) => name !== null);
}
