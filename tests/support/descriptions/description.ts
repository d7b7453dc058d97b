import { readFileSync } from 'node:fs';

/** A JSON Schema, as far as the descriptions use it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  nullable?: boolean;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** What an operator of a network publishes about its answers: `npm run descriptions`. */
export interface Description {
  /** Package and version it was copied from, or the page that documents it. */
  source: string;
  /** Schema of the answer by path. */
  answers: Record<string, Schema>;
  schemas: Record<string, Schema>;
}

export function readDescription(name: 'github' | 'youtube' | 'instagram'): Description {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as Description;
}

/** The schema itself, without `$ref`. */
export function resolveSchema({ schemas }: Description, schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  if (name === undefined) return schema;
  const found = schemas[name];
  if (found === undefined) throw new Error(`The description has no schema "${name}"`);
  return resolveSchema({ schemas } as Description, found);
}
