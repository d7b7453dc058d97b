import type { TProperties, TSchema } from 'typebox';
import {
  Enum,
  Integer,
  Literal,
  Null,
  Optional,
  Array as TypeArray,
  Boolean as TypeBoolean,
  Number as TypeNumber,
  Object as TypeObject,
  String as TypeString,
  Union,
  Unsafe,
} from 'typebox';
import type { Hint } from '#cli/hint.ts';

// Named imports: the whole of typebox would be ten times as much to load.
export const object = TypeObject;
export const array = TypeArray;
export const string = TypeString;
export const integer = Integer;
export const number = TypeNumber;
export const boolean = TypeBoolean;
export const optional = Optional;
export const oneOf = Enum;
export const nullable = <T extends TSchema>(schema: T) => Union([schema, Null()]);

/** A hint is written as text; the sinks render it. */
export const hint = () => Unsafe<Hint>(TypeString());

/** One kind of event. */
export const eventSchema = <T extends string, P extends TProperties>(type: T, properties: P) =>
  TypeObject({ v: Literal(1), type: Literal(type), ...properties }, { additionalProperties: false });
