import type { Static } from 'typebox';
import Type from 'typebox';
import {
  AVATAR_CHOICES,
  CERTIFICATE_PATTERN,
  CONTACT_PATTERN,
  LOG_LEVELS,
  NAME_PATTERN,
  RANGE_PATTERN,
  REGION_PATTERN,
  SERVICE_TYPES,
} from './keys.ts';

/** `influscope.yaml`. */
export const SettingsDocumentSchema = Type.Object(
  {
    name: Type.Optional(Type.String({ pattern: NAME_PATTERN })),
    target: Type.Optional(Type.String({ minLength: 1 })),
    home: Type.Optional(Type.String({ minLength: 1 })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    rate_limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    log_level: Type.Optional(Type.Enum([...LOG_LEVELS])),
    shutdown_grace_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    avatars: Type.Optional(Type.Enum([...AVATAR_CHOICES])),
    keep_contacts: Type.Optional(Type.Boolean()),
    contact: Type.Optional(Type.String({ pattern: CONTACT_PATTERN })),
    context: Type.Optional(Type.String({ minLength: 1 })),
    images: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]*$' }), Type.String({ pattern: '^\\S+$' })),
    ),
    service_type: Type.Optional(Type.Enum([...SERVICE_TYPES])),
    source_ranges: Type.Optional(Type.Array(Type.String({ pattern: RANGE_PATTERN }))),
    certificate_arn: Type.Optional(Type.String({ pattern: CERTIFICATE_PATTERN })),
    storage_class: Type.Optional(Type.String({ minLength: 1 })),
    region: Type.Optional(Type.String({ pattern: REGION_PATTERN })),
    cluster_config: Type.Optional(Type.String({ minLength: 1 })),
    max_monthly_cost: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    prices: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);
export type SettingsDocument = Static<typeof SettingsDocumentSchema>;
