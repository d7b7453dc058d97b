import type { Description, Schema } from '../descriptions/description.ts';
import { resolveSchema } from '../descriptions/description.ts';

/** Values of an answer, by the names of the description. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * An answer with every field that the description lists: the given values, and made-up ones for the rest, so that what a
 * client reads is among everything else. Throws for a value whose name is not described.
 */
export function createFiller(description: Description, schema: Schema): (values: Values) => object {
  const template = JSON.stringify(makeUp(description, schema, 0));
  const names = propertiesOf(description, schema);
  return (values) => {
    for (const name of Object.keys(values)) {
      if (!(name in names)) throw new Error(`${description.source} does not describe "${name}"`);
    }
    return merge(JSON.parse(template), values);
  };
}

const MAX_DEPTH = 3;

/** The properties of an object, in all its parts. */
export function propertiesOf(description: Description, schema: Schema): Record<string, Schema> {
  const { properties = {}, allOf = [], anyOf = [], oneOf = [] } = resolveSchema(description, schema);
  const parts = [...allOf, ...anyOf, ...oneOf].map((part) => propertiesOf(description, part));
  return Object.assign({}, ...parts, properties) as Record<string, Schema>;
}

function makeUp(description: Description, schema: Schema, depth: number): unknown {
  const { type, format, enum: values } = resolveSchema(description, schema);
  const properties = propertiesOf(description, schema);
  const [main] = [type ?? (Object.keys(properties).length > 0 ? 'object' : 'null')].flat();
  if (values !== undefined) return values[0];
  if (main === 'object') {
    if (depth >= MAX_DEPTH) return {};
    return Object.fromEntries(
      Object.entries(properties).map(([name, one]) => [name, makeUp(description, one, depth + 1)]),
    );
  }
  if (main === 'array') return [];
  if (main === 'string') return format === 'date-time' ? '2020-01-01T00:00:00Z' : 'made up';
  if (main === 'integer' || main === 'number') return 7;
  return main === 'boolean' ? false : null;
}

/** A value of `undefined` leaves the field out, as a network does with what is hidden. */
function merge(target: Record<string, unknown>, values: Values): object {
  for (const [name, value] of Object.entries(values)) {
    const present = target[name];
    if (value === undefined) delete target[name];
    else if (isPlain(value) && isPlain(present)) merge(present, value);
    else target[name] = value;
  }
  return target;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
