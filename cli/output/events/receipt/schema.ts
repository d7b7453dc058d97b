import type { Static } from 'typebox';
import {
  array,
  boolean,
  eventSchema,
  integer,
  nullable,
  number,
  object,
  oneOf,
  optional,
  string,
} from '../define/schema.ts';

export const receiptSchema = eventSchema('receipt', {
  removed: array(object({ kind: string(), name: string(), detail: nullable(string()) })),
  remaining: array(object({ kind: string(), name: string(), detail: nullable(string()) })),
  /** Where there is an account that pays: everything of the cluster that was seen in it, and what became of it. */
  bill: optional(
    object({
      cluster: string(),
      account: string(),
      region: string(),
      at: string(),
      /** Everything was looked at again in the end; else this is as of when it was last seen. */
      complete: boolean(),
      resources: array(
        object({
          kind: string(),
          id: string(),
          name: string(),
          status: oneOf(['there', 'gone', 'kept']),
          /** As AWS calls it. */
          state: string(),
          bills: boolean(),
          /** `null`: the price is unknown. */
          month: nullable(number()),
          why: nullable(string()),
          /** What removes it. */
          command: nullable(string()),
        }),
      ),
      /** Of what is still there, what was kept among it. */
      month: number(),
      at_least: boolean(),
      currency: string(),
      prices_of: string(),
      /** What could not be looked at. */
      unseen: array(object({ kind: string(), why: string() })),
      /** Sent to AWS by the command. */
      requests: integer(),
      /** Where it is saved. */
      file: nullable(string()),
    }),
  ),
});
export type ReceiptEvent = Static<typeof receiptSchema>;
