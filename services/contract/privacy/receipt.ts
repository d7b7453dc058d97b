import type { Static } from 'typebox';
import Type from 'typebox';
import { REMOVAL_REASONS } from './removal.ts';

const count = Type.Integer({ minimum: 0 });

/** Proof of a removal. It has no name: `person` is a keyed hash of the id. */
export const ReceiptSchema = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
  /** Epoch milliseconds. */
  at: count,
  reason: Type.Enum([...REMOVAL_REASONS]),
  person: Type.String(),
  /** `erasing` while a part of the instance still works on it. */
  state: Type.Enum(['erasing', 'done']),
  removed: Type.Object({
    records: count,
    documents: count,
    aliases: count,
    /** Messages that waited, were delayed or dead. */
    messages: count,
    pictures: count,
    /** Discovery runs that named the person. */
    discoveries: count,
  }),
  /** Names that are refused from now on, each as a hash. */
  suppressed: count,
});
export type Receipt = Static<typeof ReceiptSchema>;
