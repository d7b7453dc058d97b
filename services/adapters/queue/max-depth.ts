import { integer } from '#runtime/config/variable.ts';

/** An option of every queue. */
export const MAX_DEPTH = integer('QUEUE_MAX_DEPTH', {
  fallback: 1_000,
  max: 10_000_000,
  meaning: 'messages in the queue above which publishers wait; default 1000',
});
