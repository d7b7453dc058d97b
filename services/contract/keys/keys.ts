import type { Static } from 'typebox';
import Type from 'typebox';
import { KEY_NAME, KEY_RIGHTS, MAX_KEY_RATE } from './limits.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const NameSchema = Type.String({ pattern: KEY_NAME });
const time = Type.String({ format: 'date-time' });

const KEY = {
  id: Type.String({ description: 'Part of the key; not secret' }),
  name: Type.String(),
  rights: Type.Array(Type.Enum([...KEY_RIGHTS])),
  rate_per_minute: nullable(
    Type.Integer({ description: 'Requests per minute; null: no limit for this key' }),
  ),
  created_at: time,
};

export const KeySchema = Type.Object({
  ...KEY,
  requests: Type.Integer({ description: 'Accepted requests' }),
  refused: Type.Integer({ description: 'Requests that were refused: no right, or above the rate' }),
  last_used_at: nullable(time),
});
export type Key = Static<typeof KeySchema>;

/** Answer of `GET /keys`. */
export const KeysSchema = Type.Object({ keys: Type.Array(KeySchema) });
export type Keys = Static<typeof KeysSchema>;

/** Body of `POST /keys`. */
export const AddKeyBody = Type.Object(
  {
    name: NameSchema,
    rights: Type.Array(Type.Enum([...KEY_RIGHTS]), { minItems: 1, uniqueItems: true }),
    rate_per_minute: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: MAX_KEY_RATE }))),
  },
  { additionalProperties: false },
);
export type AddKeyBody = Static<typeof AddKeyBody>;

/** Answer of `POST /keys`: the only time that the secret is shown. */
export const KeyAddedSchema = Type.Object({ ...KEY, key: Type.String({ description: 'Shown only once' }) });
export type KeyAdded = Static<typeof KeyAddedSchema>;

/** Body of `POST /keys/revoke`. */
export const RevokeKeyBody = Type.Object({ name: NameSchema }, { additionalProperties: false });
export const KeyRevokedSchema = Type.Object({ name: Type.String(), revoked: Type.Literal(true) });
export type KeyRevoked = Static<typeof KeyRevokedSchema>;
