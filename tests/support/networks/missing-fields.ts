import type { TSchema } from 'typebox';
import type { Description, Schema } from '../descriptions/description.ts';
import { resolveSchema } from '../descriptions/description.ts';
import { propertiesOf } from './fill-answer.ts';

interface Read {
  type?: string;
  properties?: Record<string, Read>;
  items?: Read;
  anyOf?: Read[];
}

/** Paths of fields that `read` reads and the description does not have, or has with another type. */
export function missingFields(read: TSchema, description: Description, schema: Schema): string[] {
  return compare(read as Read, description, schema, '');
}

function compare(read: Read, description: Description, schema: Schema, path: string): string[] {
  const described = resolveSchema(description, schema);
  if (read.anyOf !== undefined) {
    const variants = read.anyOf.filter(({ type }) => type !== 'null');
    return variants.flatMap((variant) => compare(variant, description, schema, path));
  }
  if (read.properties !== undefined) {
    const properties = propertiesOf(description, schema);
    return Object.entries(read.properties).flatMap(([name, one]) => {
      const property = properties[name];
      const at = `${path}/${name}`;
      return property === undefined ? [at] : compare(one, description, property, at);
    });
  }
  if (read.items !== undefined) {
    return described.items === undefined
      ? [path]
      : compare(read.items, description, described.items, `${path}[]`);
  }
  const parts = [...(described.anyOf ?? []), ...(described.oneOf ?? [])];
  if (parts.length > 0 && described.type === undefined) {
    return parts.some((part) => compare(read, description, part, path).length === 0) ? [] : [path];
  }
  const types = [described.type ?? []].flat();
  const isSame =
    read.type === undefined ||
    types.includes(read.type) ||
    (read.type === 'integer' && types.includes('number'));
  return isSame ? [] : [`${path} is ${types.join()}`];
}
