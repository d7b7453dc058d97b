import type { Static } from 'typebox';
import { array, boolean, eventSchema, integer, nullable, number, object, string } from '../define/schema.ts';

export const spendingSchema = eventSchema('spending', {
  cluster: string(),
  account: string(),
  identity: string(),
  region: string(),
  version: string(),
  items: array(
    object({
      what: string(),
      count: integer(),
      /** Of all of them together. */
      hour: nullable(number()),
      month: nullable(number()),
      exists: boolean(),
    }),
  ),
  hour: number(),
  month: number(),
  /** Something in it has no known price. */
  at_least: boolean(),
  currency: string(),
  /** When the prices were looked up. */
  prices_of: string(),
  /** What bills by use, in words. */
  by_use: array(string()),
  limits: array(
    object({
      what: string(),
      used: nullable(number()),
      needed: number(),
      allowed: nullable(number()),
      fits: nullable(boolean()),
    }),
  ),
});
export type SpendingEvent = Static<typeof spendingSchema>;
