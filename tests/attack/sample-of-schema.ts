/** The parts of a JSON schema that event schemas use. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  patternProperties?: Readonly<Record<string, Schema>>;
  additionalProperties?: Schema | boolean;
}

/** A value that fits `schema`, with `text` in every free text. `variant` selects among alternatives. */
export function sampleOf(schema: object, text: string, variant: number): unknown {
  const { type, const: fixed, enum: values, anyOf, properties, items, patternProperties } = schema as Schema;
  if (fixed !== undefined) return fixed;
  if (values) return values[variant % values.length];
  if (anyOf) return sampleOf(anyOf[variant % anyOf.length] ?? {}, text, variant);
  if (type === 'string') return text;
  if (type === 'integer' || type === 'number') return variant + 1;
  if (type === 'boolean') return variant % 2 === 0;
  if (type === 'null') return null;
  if (type === 'array') return items ? [sampleOf(items, text, variant), sampleOf(items, text, variant)] : [];
  if (properties) {
    return Object.fromEntries(
      Object.entries(properties).map(([name, one]) => [name, sampleOf(one, text, variant)]),
    );
  }
  const [free] = Object.values(patternProperties ?? {});
  return free ? { [text]: sampleOf(free, text, variant) } : { [text]: text };
}
