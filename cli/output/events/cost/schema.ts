import type { Static } from 'typebox';
import { array, boolean, eventSchema, nullable, number, object, string } from '../define/schema.ts';

export const costSchema = eventSchema('cost', {
  cluster: string(),
  account: string(),
  region: string(),
  /** Start of the period that `spent` covers. */
  since: string(),
  items: array(
    object({
      id: string(),
      what: string(),
      created_at: nullable(string()),
      hour: nullable(number()),
      month: nullable(number()),
      spent: nullable(number()),
    }),
  ),
  hour: number(),
  month: number(),
  at_least: boolean(),
  /** Of existing resources; deleted ones are not included. */
  spent: number(),
  currency: string(),
  prices_of: string(),
  by_use: array(string()),
});
export type CostEvent = Static<typeof costSchema>;
