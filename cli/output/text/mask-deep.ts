import { MASK, maskSecrets } from './mask.ts';

/** Names whose values are secrets, in any notation; not of files that contain one, or of what only refers to one. */
const SECRET_NAME =
  /pass(word|wd|phrase)$|(^|[^a-z])(pass|pwd|secret|token|cookie|authorization|(api|access|private|secret)[-_]?key)$/;

/**
 * The same value with all texts masked: what looks like a secret, the given values, and texts whose name says that they are
 * one, as the field `password` or the environment variable `{ name: 'DB_PASSWORD', value }`.
 */
export function maskDeep<T>(value: T, secrets: readonly string[]): T {
  if (typeof value === 'string') return maskSecrets(value, secrets) as T;
  if (Array.isArray(value)) return value.map((one) => maskDeep(one, secrets)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const { name } = value as { name?: unknown };
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === 'string' && one !== '' && isSecretName(key === 'value' ? name : key)
        ? MASK
        : maskDeep(one, secrets),
    ]),
  ) as T;
}

const isSecretName = (name: unknown) =>
  typeof name === 'string' && SECRET_NAME.test(name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase());

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
