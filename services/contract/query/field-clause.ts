import type { FieldName } from './fields.ts';
import type { FieldClause, FieldTest } from './tree.ts';

/** A clause that was not typed. */
export function fieldClause(field: FieldName, test: FieldTest): FieldClause {
  return { kind: 'field', field, test, span: null };
}

/** The same for one of several values. */
export function valuesClause(field: FieldName, values: readonly string[]): FieldClause {
  return fieldClause(field, { kind: 'values', values: [...values] });
}
