import type { Static } from 'typebox';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { KEY_RIGHTS } from '#contract/keys/limits.ts';
import { CorruptStoreError } from '#ports/errors.ts';

/** All keys are one record: the API reads it with one small read, without a scan, and sees a change by its revision. */
export const KEYS_KEY = 'api-keys';

const StoredKeySchema = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{12}$' }),
  name: Type.String(),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  rights: Type.Array(Type.Enum([...KEY_RIGHTS])),
  rate_per_minute: Type.Union([Type.Integer(), Type.Null()]),
  created_at: Type.String(),
});
export type StoredKey = Static<typeof StoredKeySchema>;

const Schema = Type.Object({ v: Type.Literal(1), keys: Type.Array(StoredKeySchema) });

export function decodeKeys(value: string): StoredKey[] {
  const parsed: unknown = JSON.parse(value);
  if (Value.Check(Schema, parsed)) return parsed.keys;
  throw new CorruptStoreError('The record of the API keys is damaged', {
    text: 'restore the records from a backup',
  });
}

export function encodeKeys(keys: readonly StoredKey[]): string {
  return JSON.stringify({ v: 1, keys });
}
