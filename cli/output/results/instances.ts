import type { Static } from 'typebox';
import Type from 'typebox';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One instance; `null` for what could not be read or does not apply. */
const InstanceSchema = Type.Object({
  name: Type.String(),
  target: nullable(Type.String()),
  state: nullable(Type.String()),
  ready: nullable(Type.Boolean()),
  profiles: nullable(Type.Integer()),
  /** Public address. */
  url: nullable(Type.String()),
  cost_per_month: nullable(Type.Number()),
  currency: nullable(Type.String()),
  /** Why its state could not be read. */
  error: nullable(Type.String()),
});
export type InstanceRow = Static<typeof InstanceSchema>;

/** What `ls -o json` writes. */
export const InstancesSchema = Type.Object({ instances: Type.Array(InstanceSchema) });
