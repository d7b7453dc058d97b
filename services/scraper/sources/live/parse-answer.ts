import type { Static, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { Compile } from 'typebox/compile';
import type { JsonAnswer } from './http/json-answer.ts';
import { SourceFault } from './source-fault.ts';

const validators = new WeakMap<TSchema, Validator>();

function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema) ?? (Compile(schema) as unknown as Validator);
  validators.set(schema, known);
  return known;
}

/** The answer's JSON as the schema describes it. Throws an `invalid` `SourceFault` with the first path that differs. */
export function parseAnswer<T extends TSchema>(schema: T, answer: JsonAnswer | null): Static<T> {
  const value = answer?.value;
  const validator = validatorOf(schema);
  if (validator.Check(value)) return value as Static<T>;
  const [fault] = validator.Errors(value);
  throw new SourceFault(
    'invalid',
    `unexpected response: ${fault?.instancePath || '/'} ${fault?.message ?? ''}`.trim(),
  );
}

/** The items that are as described. One broken item costs that item, not its page. */
export function parseItems<T extends TSchema>(schema: T, items: readonly unknown[]): Static<T>[] {
  const validator = validatorOf(schema);
  return items.filter((item): item is Static<T> => validator.Check(item));
}
