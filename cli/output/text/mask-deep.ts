import { maskSecrets } from './mask.ts';

/** The same value with all texts masked. */
export function maskDeep<T>(value: T, secrets: readonly string[]): T {
  if (typeof value === 'string') return maskSecrets(value, secrets) as T;
  if (Array.isArray(value)) return value.map((one) => maskDeep(one, secrets)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskDeep(one, secrets)])) as T;
}

/** Masks exact secret values in the texts of a finding. Its evidence is masked already. */
export function withoutValues<T>(value: T, secrets: readonly string[]): T {
  if (typeof value === 'string')
    return secrets.reduce(
      (text, one) => (one.length >= 4 ? text.replaceAll(one, '•••') : text),
      value as string,
    ) as T;
  if (Array.isArray(value)) return value.map((one) => withoutValues(one, secrets)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutValues(one, secrets)]),
  ) as T;
}
