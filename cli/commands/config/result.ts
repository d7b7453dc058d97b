import type { TSchema } from 'typebox';
import Type from 'typebox';
import { SETTING_KEYS, SETTINGS } from '#cli/settings/registry.ts';

const file = Type.Union([Type.String(), Type.Null()], { description: 'Settings file that was read' });

const origin = Type.Object({
  kind: Type.Enum(['flag', 'env', 'file', 'default']),
  detail: Type.String({ description: 'Name of the flag, the variable or the file' }),
});

/** `null` for a setting without a value. */
const schemaOfValue = (key: (typeof SETTING_KEYS)[number]): TSchema =>
  Type.Unsafe({
    anyOf: [SETTINGS[key].isSecret ? { type: 'string' } : SETTINGS[key].schema, { type: 'null' }],
  });

const each = (schema: (key: (typeof SETTING_KEYS)[number]) => TSchema) =>
  Type.Object(Object.fromEntries(SETTING_KEYS.map((key) => [key, schema(key)])));

/** What `config … -o json` writes. */
export const SettingsResultSchema = Type.Union([
  Type.Object({ file, settings: each(schemaOfValue) }),
  Type.Object(
    { file, settings: each((key) => Type.Object({ value: schemaOfValue(key), origin })) },
    { description: 'config show --origin' },
  ),
  Type.Object(
    { file, key: Type.Enum([...SETTING_KEYS]), value: Type.Unknown() },
    { description: 'config get, config set, config unset' },
  ),
]);
