import type { FieldName } from './fields.ts';

let languages: Intl.DisplayNames | undefined;
let regions: Intl.DisplayNames | undefined;

/** The English name of a stored code: `Germany` for the country `de`, `Brazilian Portuguese` for the language `pt-br`. */
export function nameOfLabel(field: FieldName, value: string): string | null {
  if (field === 'country' && /^[a-z]{2}$/.test(value)) {
    regions ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    return regions.of(value.toUpperCase()) ?? null;
  }
  if (field === 'language' && /^[a-z]{2,3}(?:-[a-z]{2,4})?$/.test(value)) {
    languages ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
    return languages.of(value) ?? null;
  }
  return null;
}
