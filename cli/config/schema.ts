import type { Static } from 'typebox';
import Type from 'typebox';
import { LOG_LEVELS, NAME_PATTERN, TARGETS } from './keys.ts';

/** `influscope.yaml`. */
export const SettingsDocumentSchema = Type.Object(
  {
    name: Type.Optional(Type.String({ pattern: NAME_PATTERN })),
    target: Type.Optional(Type.Enum([...TARGETS])),
    home: Type.Optional(Type.String({ minLength: 1 })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    rate_limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    log_level: Type.Optional(Type.Enum([...LOG_LEVELS])),
    shutdown_grace_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
  },
  { additionalProperties: false },
);
export type SettingsDocument = Static<typeof SettingsDocumentSchema>;
